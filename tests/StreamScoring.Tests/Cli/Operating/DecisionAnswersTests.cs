using System.Net;
using System.Text.Json;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Operating;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Serving;
using StreamScoring.TestKit.Logs.Memory;
using Xunit;

namespace StreamScoring.Tests.Cli.Operating;

public sealed class DecisionAnswersTests
{
    private const string Topic = "decisions.latest";

    [Fact]
    public async Task A_person_is_answered_sent_on_or_unknown()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        log.EnsureTopic(new TopicSpec(Topic, 2, Compacted: true));
        var home = Murmur2Partitioner.PartitionOf("ECID:a"u8, 2);
        using (var writer = log.OpenWriter("g", "w"))
        {
            writer.Append(new TopicPartition(Topic, home), "ECID:a/hero"u8, "{\"data\":{\"offer\":\"é\"}}"u8, default, 1);
            writer.Commit([]);
        }

        using var decisions = new LatestDecisions(log, Topic);
        var health = new Health(TimeProvider.System);
        using var operations = Operations.Start(new TelemetrySection { Http = "127.0.0.1:0" }, health, decisions, "test");

        var (status, body) = await Get(operations, "ECID:a");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, status);
        Assert.Equal((home, 2), (body.GetProperty("partition").GetInt32(), body.GetProperty("partitions").GetInt32()));

        decisions.Assigned(new TopicPartition("xdm.events", home), 0, 0, 0);
        (status, body) = await Get(operations, "ECID:a");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ECID:a", body.GetProperty("identity").GetString());
        Assert.Equal("é", body.GetProperty("decisions").GetProperty("hero").GetProperty("data").GetProperty("offer").GetString());
        Assert.Equal(HttpStatusCode.OK, (await Get(operations, "ECID%3Aa")).Status);

        var unknown = Enumerable.Range(0, 100).Select(i => $"ECID:u{i}").First(u => PartitionOf(u) == home);
        Assert.Equal(HttpStatusCode.NotFound, (await Get(operations, unknown)).Status);
    }

    private static int PartitionOf(string identity) => Murmur2Partitioner.PartitionOf(System.Text.Encoding.UTF8.GetBytes(identity), 2);

    private static async Task<(HttpStatusCode Status, JsonElement Body)> Get(Operations operations, string identity)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(
            new Uri($"{operations.Address}/decisions/{identity}"),
            TestContext.Current.CancellationToken
        );
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonDocument.Parse(text).RootElement);
    }
}
