using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamScoring.TestKit.Cli;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Kafka;
using Xunit;

namespace StreamScoring.Integration.Tests.Cli;

/// <summary>The operator's verbs on a real cluster, as a user types them.</summary>
public sealed class ClusterVerbsTests(KafkaFixture kafka)
{
    private static readonly string[] s_events = [.. LumaEvents.Lines.Take(60).Select(System.Text.Encoding.UTF8.GetString)];

    [Fact]
    public async Task Topics_check_says_what_is_wrong_and_nothing_when_nothing_is()
    {
        using var cli = new ClusterCli(kafka.Bootstrap);
        cli.Run("topics", "init");
        Assert.Equal("nothing is wrong\n", cli.Run("topics", "check"));
        Assert.Equal(
            [
                ("borders", 4),
                ("control", 1),
                ("dead-letters", 4),
                ("decisions", 4),
                ("decisions-latest", 4),
                ("events", 4),
                ("group-state", 4),
                ("memberships", 4),
                ("profiles", 4),
                ("profiles-history", 4),
                ("rekeyed", 4),
                ("scores", 4),
            ],
            cli.Json("topics", "list", "-o", "json")
                .Select(t => (Name: t.GetProperty("topic").GetString()!, Partitions: t.GetProperty("partitions").GetInt32()))
                .Where(t => t.Name.StartsWith(cli.Prefix, StringComparison.Ordinal))
                .Select(t => (t.Name[cli.Prefix.Length..], t.Partitions))
        );

        using var wrong = new ClusterCli(kafka.Bootstrap);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.Bootstrap }).Build();
        await admin.CreateTopicsAsync([
            Topic(wrong.Topic("events"), 4, ("message.timestamp.type", "LogAppendTime")),
            Topic(wrong.Topic("scores"), 3),
            Topic(wrong.Topic("group-state"), 4, ("cleanup.policy", "compact,delete")),
            Topic(wrong.Topic("borders"), 4, ("cleanup.policy", "compact")),
            Topic(wrong.Topic("control"), 1),
            Topic(wrong.Topic("rekeyed"), 4),
            Topic(wrong.Topic("profiles"), 4, ("cleanup.policy", "compact")),
            Topic(wrong.Topic("profiles-history"), 4),
            Topic(wrong.Topic("memberships"), 3, ("cleanup.policy", "compact")),
            Topic(wrong.Topic("decisions"), 4, ("cleanup.policy", "compact")),
            Topic(wrong.Topic("decisions-latest"), 4),
        ]);
        using (var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = kafka.Bootstrap }).Build())
        {
            // No key goes into all four partitions.
            for (var p = 0; p < 4; p++)
                await producer.ProduceAsync(
                    new TopicPartition(wrong.Topic("events"), p),
                    new Message<string, string> { Key = "ECID:1", Value = "{}" }
                );
        }

        var checks = wrong.Process.Run("topics", "check");
        Assert.Equal(1, checks.Code);
        string[] said =
        [
            $"'{wrong.Topic("events")}' has message.timestamp.type=LogAppendTime",
            $"'{wrong.Topic("scores")}' has 3 partitions and needs 4",
            $"'{wrong.Topic("dead-letters")}' is missing: topics init",
            $"'{wrong.Topic("group-state")}' deletes old records (compact,delete)",
            $"'{wrong.Topic("borders")}' has cleanup.policy=compact, it must be delete",
            $"'{wrong.Topic("control")}' has cleanup.policy=delete, it must be compact",
            $"'{wrong.Topic("profiles")}' has min.compaction.lag.ms=0",
            $"'{wrong.Topic("memberships")}' has 3 partitions and needs 4",
            $"'{wrong.Topic("decisions")}' has cleanup.policy=compact, it must be delete",
            $"'{wrong.Topic("decisions-latest")}' has cleanup.policy=delete, it must be compact",
            "3 of 4 keys looked at lie in another partition than Java's producers choose",
        ];
        Assert.All(said, s => Assert.Contains(s, checks.Out, StringComparison.Ordinal));
        Assert.True(checks.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length == said.Length, checks.Out);
    }

    [Fact]
    public async Task Topics_read_gives_a_time_range_or_the_newest_although_markers_lie_between()
    {
        using var cli = new ClusterCli(kafka.Bootstrap);
        cli.Run("topics", "init", "--partitions", "1");
        var config = new ProducerConfig { BootstrapServers = kafka.Bootstrap, TransactionalId = cli.Prefix };
        using (var producer = new ProducerBuilder<Null, byte[]>(config).Build())
        {
            producer.InitTransactions(TimeSpan.FromSeconds(30));
            for (var i = 0; i < 6; i++)
            {
                producer.BeginTransaction();
                await producer.ProduceAsync(
                    cli.Topic("events"),
                    new Message<Null, byte[]>
                    {
                        Value = i == 5 ? [0xff, 0xfe] : System.Text.Encoding.UTF8.GetBytes($"{{\"n\":{i}}}"),
                        Timestamp = new Timestamp(1_544_455_800_000 + (i * 60_000), TimestampType.CreateTime),
                        Headers = [new Header("h", [0xff])],
                    }
                );
                if (i == 3)
                    producer.AbortTransaction();
                else
                    producer.CommitTransaction();
            }
        }

        Assert.Equal([0, 1, 2, 4], N(cli.Read("events", "-o", "jsonl")));
        Assert.Equal([1, 2], N(cli.Read("events", "--from", "2018-12-10T15:31:00Z", "--to", "2018-12-10T15:34:00Z")));
        var newest = cli.Read("events", "--last", "2");
        Assert.Equal([4], N(newest));
        Assert.Equal("//4=", newest[1].GetProperty("valueBase64").GetString());
        Assert.Equal("/w==", newest[1].GetProperty("headers").GetProperty("h").GetString());
        Assert.Equal("2018-12-10T15:35:00.000Z", newest[1].GetProperty("timestamp").GetString());
        Assert.Empty(cli.Read("events", "--last", "0"));
        var missing = cli.Process.Run("topics", "read", cli.Topic("score"));
        Assert.Equal(2, missing.Code);
        Assert.Contains($"did you mean '{cli.Topic("scores")}'?", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_follows_deployments_and_goes_back_and_status_says_which_revision_scores_where()
    {
        using var cli = new ClusterCli(kafka.Bootstrap, "telemetry: {logs: json, http: '127.0.0.1:0'}");
        cli.Process.Write("e.jsonl", s_events);
        Copy("gb_adobe.onnx", cli);
        File.WriteAllText(
            cli.Process.Path("two.graph.yaml"),
            File.ReadAllText(CliProcess.Sample("luma.graph.yaml"))
                .Replace("graph: luma-purchase", "graph: luma-two", StringComparison.Ordinal)
        );
        cli.Run("topics", "init");
        cli.Run("produce", "--in", "e.jsonl");
        using var worker = cli.StartWorker();
        cli.AwaitNoLag(worker);
        // A partition without events has no progress yet.
        var before = Assert.Single(Revisions(cli).OfType<string>().Distinct(StringComparer.Ordinal));

        var deployed = cli.Json("deploy", "two.graph.yaml", "-o", "json")[0];
        var next = deployed.GetProperty("activeSet").GetString()!;
        Assert.Equal(before, deployed.GetProperty("previous").GetString());
        Patience.Until(() => Revisions(cli).All(r => r == next), "all partitions to change", every: 200);
        cli.Run("produce", "--in", "e.jsonl");
        cli.AwaitNoLag(worker);
        cli.Run("deploy", "--previous");
        Patience.Until(() => Revisions(cli).All(r => r == before), "all partitions to change back", every: 200);
        Assert.Equal(0, worker.Stop());

        var borders = cli.Read("borders")
            .Select(b => b.GetProperty("value"))
            .Where(b => b.GetProperty("topic").GetString() == cli.Topic("events"))
            .ToList();
        Assert.Equal(4, borders.Count(b => b.GetProperty("activeSet").GetString() == next));
        Assert.Equal(4, borders.Count(b => b.GetProperty("activeSet").GetString() == before));
        Assert.Equal(120, cli.Read("scores").Count);
        // Log lines are documents, and none carries anything of an event.
        var lines = worker.Lines.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.All(lines, l => Assert.NotEqual("", l.GetProperty("event").GetString()));
        Assert.DoesNotContain(worker.Lines, l => l.Contains("ECID", StringComparison.Ordinal));
    }

    [Fact]
    public void Status_names_the_owner_and_how_long_the_oldest_event_has_waited()
    {
        using var cli = new ClusterCli(kafka.Bootstrap);
        cli.Process.Write("e.jsonl", s_events);
        cli.Run("topics", "init");
        cli.Run("produce", "--in", "e.jsonl");
        var waiting = cli.Json("status", "-o", "json")[0];
        Assert.Equal(s_events.Length, waiting.GetProperty("lagEvents").GetInt32());
        Assert.InRange(waiting.GetProperty("lagSeconds").GetDouble(), 0.001, 600);
        Assert.All(
            waiting.GetProperty("partitions").EnumerateArray(),
            p => Assert.Equal(JsonValueKind.Null, p.GetProperty("owner").ValueKind)
        );
        using var worker = cli.StartWorker();
        cli.AwaitNoLag(worker);
        var scored = cli.Json("status", "-o", "json")[0].GetProperty("partitions").EnumerateArray().ToList();
        Assert.All(
            scored.Where(p => p.GetProperty("topic").GetString() == cli.Topic("events")),
            p => Assert.Contains("@", p.GetProperty("owner").GetString(), StringComparison.Ordinal)
        );
        Assert.Equal(
            s_events.Length,
            scored.Sum(p => p.GetProperty("next").ValueKind == JsonValueKind.Number ? p.GetProperty("next").GetInt64() : 0)
        );
        Assert.Equal(0, worker.Stop());
    }

    [Fact]
    public async Task A_worker_answers_for_its_life_its_readiness_and_its_metrics()
    {
        using var cli = new ClusterCli(kafka.Bootstrap);
        cli.Process.Write("e.jsonl", s_events);
        cli.Run("topics", "init");
        cli.Run("produce", "--in", "e.jsonl");
        using var worker = cli.StartWorker("--http", "127.0.0.1:0");
        var line = worker.Await("/livez");
        var address = line[line.IndexOf("http://", StringComparison.Ordinal)..line.IndexOf("/livez", StringComparison.Ordinal)];
        using var http = new HttpClient();
        cli.AwaitNoLag(worker);
        Assert.Contains("\"ok\"", await http.GetStringAsync(new Uri(address + "/livez")), StringComparison.Ordinal);
        Assert.Equal("""{"status":"ok","partitions":8}""", await http.GetStringAsync(new Uri(address + "/readyz")));
        var metrics = await http.GetStringAsync(new Uri(address + "/metrics"));
        Assert.Equal(s_events.Length, Sum(metrics, "messaging_client_consumed_messages_total"));
        Assert.Equal(s_events.Length, Sum(metrics, "messaging_client_sent_messages_total"));
        Assert.Equal(8, Sum(metrics, "streamscoring_partitions_owned"));
        Assert.True(Sum(metrics, "streamscoring_service_duration_seconds_count") > 0, metrics);
        Assert.Equal(0, worker.Stop());
    }

    private static List<string?> Revisions(ClusterCli cli) =>
        [
            .. cli.Json("status", "-o", "json")[0]
                .GetProperty("partitions")
                .EnumerateArray()
                .Where(p => p.GetProperty("topic").GetString() == cli.Topic("events"))
                .Select(p => p.GetProperty("activeSet").GetString()),
        ];

    private static double Sum(string metrics, string name) =>
        metrics
            .Split('\n')
            .Where(l => l.StartsWith(name + "{", StringComparison.Ordinal))
            .Sum(l => double.Parse(l[(l.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<int> N(IEnumerable<JsonElement> records) =>
        records.Where(r => r.TryGetProperty("value", out _)).Select(r => r.GetProperty("value").GetProperty("n").GetInt32());

    private static void Copy(string name, ClusterCli cli) => File.Copy(CliProcess.Sample(name), cli.Process.Path(name));

    private static TopicSpecification Topic(string name, int partitions, params (string Key, string Value)[] configs) =>
        new()
        {
            Name = name,
            NumPartitions = partitions,
            ReplicationFactor = 1,
            Configs = configs.ToDictionary(c => c.Key, c => c.Value),
        };
}
