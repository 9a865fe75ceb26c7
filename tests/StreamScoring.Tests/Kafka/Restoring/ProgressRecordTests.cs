using StreamScoring.Kafka.Restoring;
using StreamScoring.Pipeline.Ports;
using Xunit;

namespace StreamScoring.Tests.Kafka.Restoring;

/// <summary>The bytes of a progress record are a persisted format: version 1 stays readable for ever.</summary>
public sealed class ProgressRecordTests
{
    private const string Version1 = "010000000000001267FFFFFFFFFFFFFFFF7368613235363A6162";
    private static readonly Progress _progress = new(new TopicPartition("xdm.events", 3), 4711, "sha256:ab", -1);

    [Fact]
    public void Version_1_is_written_and_read()
    {
        Assert.Equal(Version1, Convert.ToHexString(ProgressRecord.Write(_progress)));
        Assert.Equal(_progress, ProgressRecord.Read(_progress.Partition, Convert.FromHexString(Version1)));
    }

    [Theory]
    [InlineData("02" + "0000000000001267FFFFFFFFFFFFFFFF")]
    [InlineData("0100")]
    [InlineData("")]
    public void Another_version_or_a_stump_is_refused(string bytes)
    {
        var refused = Assert.Throws<LogException>(() => ProgressRecord.Read(_progress.Partition, Convert.FromHexString(bytes)));
        Assert.Contains("xdm.events/3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changelog_key_of_an_unknown_kind_is_refused() => Assert.Throws<LogException>(() => Changelog.KindOf([7, 1], "g-state"));
}
