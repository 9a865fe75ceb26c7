using System.Net;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Kafka.Registry;
using StreamScoring.TestKit.Registry;
using Xunit;

namespace StreamScoring.Tests.Kafka.Registry;

public sealed class ServerNamesTests
{
    [Fact]
    public void A_listed_certificate_for_the_servers_name_is_taken()
    {
        using var folder = new TempFolder();
        using var server = new TlsFront(folder, IPAddress.Loopback);
        using var rig = new RegistryRig(server.Url, settings: ("schema.registry.ssl.ca.location", server.CaFile));
        Assert.Equal(SchemaLookup.Found, rig.Ask(7, out _));
    }

    [Fact]
    public async Task A_listed_certificate_for_another_name_is_refused_though_the_client_would_take_it()
    {
        using var folder = new TempFolder();
        using var server = new TlsFront(folder, IPAddress.Parse("192.0.2.1"));
        using var rig = new RegistryRig(server.Url, new FakeTimeProvider(), settings: ("schema.registry.ssl.ca.location", server.CaFile));
        Assert.Equal("\"int\"", (await rig.Connection.Client.GetSchemaAsync(8)).SchemaString);

        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(7, out _));
        RegistryRig.Wait(() => rig.Source.Problem is not null, "a failed lookup");
        Assert.Contains("is for another host name", rig.Source.Problem, StringComparison.Ordinal);
        var answer = await new ScoreSchemaRegistration(
            rig.Connection,
            new ScoreSchemaOptions("scores") { AutoRegister = true }
        ).ResolveAsync(default);
        Assert.Contains("is for another host name", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_CA_file_an_unknown_certificate_is_refused_by_the_client_itself()
    {
        using var folder = new TempFolder();
        using var server = new TlsFront(folder, IPAddress.Loopback);
        using var rig = new RegistryRig(server.Url, new FakeTimeProvider());
        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(7, out _));
        RegistryRig.Wait(() => rig.Source.Problem is not null, "a failed lookup");
        Assert.Contains("SSL", rig.Source.Problem, StringComparison.Ordinal);
    }
}
