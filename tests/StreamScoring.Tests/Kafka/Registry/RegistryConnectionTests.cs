using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Kafka.Registry;
using StreamScoring.TestKit.Registry;
using Xunit;

namespace StreamScoring.Tests.Kafka.Registry;

public sealed class RegistryConnectionTests
{
    [Theory]
    [InlineData(null, null, "schema.registry.url is missing")]
    [InlineData("http://", null, "no address")]
    [InlineData("http://me:s3cret@registry:8081", null, "schema.registry.basic.auth.user.info")]
    [InlineData("http://registry:8081,http://me:s3cret@registry:8082", null, "schema.registry.basic.auth.user.info")]
    [InlineData("http://registry:8081", "schema.registry.max.retries=0", "1 or more")]
    [InlineData("http://registry:8081", "schema.registry.max.retries=many", "schema.registry.max.retries")]
    [InlineData("http://registry:8081", "schema.registry.request.timeout.ms=99999999999", "cannot be used")]
    [InlineData("http://registry:8081", "schema.registry.no.such.key=1", "schema.registry.no.such.key")]
    [InlineData("http://registry:8081", "schema.registry.basic.auth.user.info=s3cret", "cannot be used")]
    [InlineData("http://registry:8081", "schema.registry.ssl.ca.location=/no/such/file.pem", "/no/such/file.pem")]
    public void Settings_that_cannot_work_are_refused_with_the_reason_and_without_secrets(string? url, string? setting, string why)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (url is not null)
            settings["schema.registry.url"] = url;
        if (setting?.Split('=') is [var key, var value])
            settings[key] = value;
        var refused = Assert.Throws<ArgumentException>(() => RegistryConnection.Open(new RegistryOptions(settings, TimeProvider.System)));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clients_own_keys_reach_it()
    {
        using var stub = new StubRegistry { ["GET schemas/ids/7"] = StubAnswer.Schema("\"int\"") };
        using var rig = new RegistryRig(stub.Url, settings: ("schema.registry.basic.auth.user.info", "me:s3cret"));
        Assert.Equal(SchemaLookup.Found, rig.Ask(7, out _));
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:s3cret")), stub.Authorization);
    }

    [Fact]
    public void Another_of_several_addresses_answers_when_one_is_away()
    {
        using var stub = new StubRegistry { ["GET schemas/ids/7"] = StubAnswer.Schema("\"int\"") };
        using var rig = new RegistryRig($"http://127.0.0.1:1,{stub.Url}");
        Assert.Equal(SchemaLookup.Found, rig.Ask(7, out _));
    }

    [Theory]
    [InlineData("schema.registry.basic.auth.user.info", "me:s3cret", "bad password s3cret for me:s3cret bWU6czNjcmV0")]
    [InlineData("sasl.password", "s3cret", "no s3cret")]
    public void An_answer_that_repeats_a_secret_is_reported_without_it(string key, string secret, string message)
    {
        using var stub = new StubRegistry { Otherwise = StubAnswer.Error(403, 40301, message) };
        using var rig = new RegistryRig(stub.Url, new FakeTimeProvider(), settings: (key, secret));
        rig.Source.TryGet(7, out _);
        RegistryRig.Wait(() => rig.Reports.Count > 0, "a report");
        var report = Assert.Single(rig.Reports);
        Assert.Contains("***", report, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", report, StringComparison.Ordinal);
        Assert.DoesNotContain("bWU6czNjcmV0", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_answer_is_reported_in_one_short_line()
    {
        using var stub = new StubRegistry { Otherwise = StubAnswer.Error(403, 40301, string.Join('\n', Enumerable.Repeat("no", 10_000))) };
        using var rig = new RegistryRig(stub.Url, new FakeTimeProvider());
        rig.Source.TryGet(7, out _);
        RegistryRig.Wait(() => rig.Reports.Count > 0, "a report");
        Assert.InRange(Assert.Single(rig.Reports).Length, 300, 500);
        Assert.DoesNotContain('\n', rig.Reports.Single());
    }
}
