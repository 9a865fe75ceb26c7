using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Avro.Generic;
using Confluent.Kafka;
using Confluent.SchemaRegistry;
using Confluent.SchemaRegistry.Serdes;
using StreamScoring.Integration.Tests.Registry;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Registry;
using Xunit;

namespace StreamScoring.Integration.Tests.Cli;

/// <summary>From the sample producer through the registry to readers that no one here wrote, all with the executable.</summary>
public sealed class AvroWorkerTests(KafkaFixture kafka, ITestOutputHelper output)
{
    private const int Events = 400;

    // One event an id: the second of two would be a marker.
    private static readonly string[] s_events =
    [
        .. LumaEvents.Lines.Select(Encoding.UTF8.GetString).DistinctBy(l => JsonNode.Parse(l)!["_id"]!.GetValue<string>()).Take(Events),
    ];

    [Fact]
    public async Task Avro_events_become_Avro_scores_that_Confluents_clients_and_our_reader_read_as_the_same()
    {
        var url = RegistryUnderTest.Url;
        using var python = PythonClient.Start();
        using var cli = new ClusterCli(kafka.Bootstrap, $"registry: {{url: '{url}', autoRegister: true, cache: schemas}}", "source: luma");
        cli.Process.Write("e.jsonl", s_events);
        cli.Run("topics", "init");
        Assert.Contains(
            $"{Events} events in {cli.Topic("events")} (4 partitions, Avro)",
            cli.Run("produce", "--avro", "--in", "e.jsonl"),
            StringComparison.Ordinal
        );
        using (var worker = cli.StartWorker())
        {
            cli.AwaitNoLag(worker);
            Assert.Equal(0, worker.Stop());
        }

        // The same events as JSON, in one file, under the same graph and rules without any log.
        cli.Run("decide", "--in", "e.jsonl", "--out", "d", "--set", "source=luma");
        var expected = cli.Process.Data("d/scores.jsonl").ToDictionary(EventId, StringComparer.Ordinal);
        Assert.Equal(Events, expected.Count);

        var values = Consume(kafka.Bootstrap, cli.Topic("scores"));
        Assert.Equal(Events, values.Count);
        Assert.All(values, v => Assert.Equal(0, v[0]));
        using var registry = new CachedSchemaRegistryClient(new SchemaRegistryConfig { Url = url });
        var deserializer = new AvroDeserializer<GenericRecord>(registry);
        var context = new SerializationContext(MessageComponentType.Value, cli.Topic("scores"));
        foreach (var value in values)
            AssertSame(expected, (JsonObject)ScoreForms.Of(await deserializer.DeserializeAsync(value, isNull: false, context))!);
        foreach (var line in python.ReadAvro(url, cli.Topic("scores"), values))
            AssertSame(expected, JsonNode.Parse(line)!.AsObject());

        var ours = cli.Read("scores");
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), ours.Select(OurEventId).Order(StringComparer.Ordinal));
        foreach (var record in ours)
        {
            var data = record.GetProperty("value").GetProperty("data");
            var services = JsonNode.Parse(expected[OurEventId(record)])!["services"]!;
            Assert.Equal(
                (float)services["luma-purchase"]!["outputs"]!["probability"]!.GetValue<double>(),
                data.GetProperty("services").GetProperty("luma-purchase").GetProperty("outputs").GetProperty("probability").GetSingle()
            );
            Assert.Equal(
                JsonNode.Parse(expected[OurEventId(record)])!["eventTime"]!.GetValue<string>(),
                data.GetProperty("eventTime").GetString()
            );
        }

        output.WriteLine($"{values.Count} scores read by Confluent.SchemaRegistry.Serdes.Avro, {python.Version} and topics read");
    }

    [Fact]
    public void Without_leave_to_register_nothing_is_registered_and_both_verbs_say_what_is_missing()
    {
        using var cli = new ClusterCli(kafka.Bootstrap, $"registry: {{url: '{RegistryUnderTest.Url}', cache: schemas}}");
        cli.Process.Write("e.jsonl", s_events[..3]);
        cli.Run("topics", "init");
        var produced = cli.Process.Run("produce", "--avro", "--in", "e.jsonl");
        Assert.Equal(2, produced.Code);
        Assert.Contains($"not registered under subject '{cli.Topic("events")}-value'", produced.Error, StringComparison.Ordinal);
        using var worker = cli.StartWorker();
        Assert.Equal(1, worker.WaitForEnd());
        Assert.Contains(worker.Lines, l => l.Contains($"subject '{cli.Topic("scores")}-value' does not exist", StringComparison.Ordinal));
    }

    [Fact]
    public void After_its_first_use_the_registry_may_be_away_also_when_a_worker_starts()
    {
        var url = RegistryUnderTest.Url;
        using var relay = new TcpRelay(url);
        using var cli = new ClusterCli(kafka.Bootstrap, $"registry: {{url: '{relay.Url}', autoRegister: true, cache: schemas}}");
        cli.Process.Write("e.jsonl", s_events[..100]);
        cli.Process.Write("more.jsonl", s_events[100..300]);
        string[] produce = ["produce", "--avro", "--set", $"registry.url={url}", "--in"];
        cli.Run("topics", "init");
        cli.Run([.. produce, "e.jsonl"]);
        using (var first = cli.StartWorker())
        {
            cli.AwaitNoLag(first);
            relay.Cut();
            cli.Run([.. produce, "more.jsonl"]);
            cli.AwaitNoLag(first);
            Assert.Equal(0, first.Stop());
        }

        cli.Run([.. produce, "e.jsonl"]);
        using var second = cli.StartWorker();
        Assert.Contains("as kept on disk", second.Await("cannot tell subject"), StringComparison.Ordinal);
        cli.AwaitNoLag(second);
        Assert.Equal(0, second.Stop());
        var scores = cli.Read("scores", "--set", $"registry.url={url}");
        Assert.Equal(400, scores.Count);
        Assert.All(
            scores,
            s => Assert.Equal(JsonValueKind.Null, s.GetProperty("value").GetProperty("data").GetProperty("fault").ValueKind)
        );
        Assert.Empty(cli.Read("dead-letters"));
    }

    [Fact]
    public void A_worker_keeps_secrets_and_payloads_out_of_its_log_and_waits_for_a_registry_that_is_away()
    {
        using var stub = new StubRegistry
        {
            Otherwise = StubAnswer.Error(503, 50302, "down for user:s3cret-password, dXNlcjpzM2NyZXQtcGFzc3dvcmQ="),
        };
        using var cli = new ClusterCli(
            kafka.Bootstrap,
            $"registry: {{url: '{stub.Url}', cache: schemas, settings: {{schema.registry.basic.auth.user.info: 'user:s3cret-password'}}}}"
        );
        cli.Run("topics", "init");
        using var worker = cli.StartWorker("--log-format", "json", "--http", "127.0.0.1:0");
        var line = JsonDocument.Parse(worker.Await("cannot tell subject")).RootElement;
        Assert.Equal("registry", line.GetProperty("event").GetString());
        Assert.NotNull(stub.Authorization);
        Patience.Until(() => stub.Requests.Count >= 2, "the worker to ask again");
        Assert.Equal(0, worker.Stop());
        Assert.DoesNotContain(
            worker.Lines,
            l => l.Contains("s3cret", StringComparison.Ordinal) || l.Contains("dXNlcjpzM2", StringComparison.Ordinal)
        );
    }

    private static void AssertSame(Dictionary<string, string> expected, JsonObject read)
    {
        var data = read["data"]!.AsObject();
        var differences = ScoreForms.Differences(expected[data["eventId"]!.GetValue<string>()], data);
        Assert.True(differences.Count == 0, string.Join("; ", differences));
    }

    private static List<byte[]> Consume(string bootstrap, string topic)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = topic + "-outsider",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnablePartitionEof = true,
            EnableAutoCommit = false,
        };
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).Build();
        consumer.Assign(Enumerable.Range(0, 4).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var values = new List<byte[]>();
        for (var ends = 0; ends < 4; )
        {
            var record = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException("no record in 30 s");
            if (record.IsPartitionEOF)
                ends++;
            else
                values.Add(record.Message.Value);
        }

        return values;
    }

    private static string EventId(string data) => JsonNode.Parse(data)!["eventId"]!.GetValue<string>();

    private static string OurEventId(JsonElement record) =>
        record.GetProperty("value").GetProperty("data").GetProperty("eventId").GetString()!;
}
