using StreamScoring.Kafka;
using StreamScoring.Kafka.Settings;
using StreamScoring.Pipeline.Ports;
using Xunit;

namespace StreamScoring.Tests.Kafka.Settings;

/// <summary>What a user may set, what is refused, and that secrets stay secret. No broker is needed.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("test.mock.num.brokers", "3")]
    [InlineData("isolation.level", "read_uncommitted")]
    [InlineData("enable.idempotence", "false")]
    [InlineData("group.id", "other")]
    [InlineData("partition.assignment.strategy", "range,cooperative-sticky")]
    public void A_setting_that_would_break_a_promise_is_refused_by_name(string key, string value)
    {
        var refused = Assert.Throws<LogException>(() => Settings((key, value)));
        Assert.Contains("kafka.settings." + key, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_refused_is_named_at_once()
    {
        var refused = Assert.Throws<LogException>(() => Settings(("acks", "1"), ("group.id", "x"), ("fetch.min.bytes", "1")));
        Assert.Equal(2, refused.Message.Split('\n').Length);
    }

    [Fact]
    public void Other_settings_pass_through_unchanged_over_the_defaults()
    {
        var settings = Settings(("linger.ms", "0"), ("sasl.password", "s3cret"), ("session.timeout.ms", "30000"));
        var member = settings.Member("g", 0, withTopic: true);
        Assert.Equal("30000", member["session.timeout.ms"]);
        Assert.Equal("s3cret", member["sasl.password"]);
        Assert.Equal("cooperative-sticky", member["partition.assignment.strategy"]);
        Assert.Equal("0", settings.Transactional("t")["linger.ms"]);
        Assert.Equal("murmur2_random", settings.AtLeastOnce()["partitioner"]);
    }

    [Fact]
    public void A_group_that_the_cluster_assigns_gets_no_settings_of_the_older_protocol()
    {
        var member = Settings(("group.protocol", "consumer")).Member("g", 0, withTopic: false);
        Assert.DoesNotContain("partition.assignment.strategy", member.Keys);
        Assert.DoesNotContain("session.timeout.ms", member.Keys);
        Assert.Equal("consumer", member["group.protocol"]);
    }

    [Fact]
    public void Static_members_of_one_process_have_names_of_their_own()
    {
        var settings = Settings(("group.instance.id", "shop"));
        Assert.Equal("shop", settings.Member("g", 0, withTopic: false)["group.instance.id"]);
        Assert.Equal("shop-2", settings.Member("g", 2, withTopic: false)["group.instance.id"]);
        Assert.DoesNotContain("group.instance.id", settings.Reader().Keys);
    }

    [Fact]
    public void An_unknown_setting_is_named_and_a_wrong_secret_is_not_shown()
    {
        var unknown = Assert.Throws<LogException>(() => Open(("fetch.min.bites", "1")));
        Assert.Contains("fetch.min.bites", unknown.Message, StringComparison.Ordinal);
        var wrong = Assert.Throws<LogException>(() => Open(("security.protocol", "ssl"), ("ssl.key.pem", "hunter2")));
        Assert.DoesNotContain("hunter2", wrong.ToString(), StringComparison.Ordinal);
    }

    private static ClientSettings Settings(params (string Key, string Value)[] settings) => new(Options(settings));

    private static void Open(params (string Key, string Value)[] settings) =>
        new KafkaLog(Options(settings), TimeProvider.System).Dispose();

    private static KafkaLogOptions Options((string Key, string Value)[] settings) =>
        new("127.0.0.1:1") { Settings = new SortedDictionary<string, string>(settings.ToDictionary(s => s.Key, s => s.Value)) };
}
