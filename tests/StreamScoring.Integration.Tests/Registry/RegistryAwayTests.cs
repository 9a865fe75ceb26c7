using System.Collections.Concurrent;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Kafka.Registry;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using StreamScoring.TestKit.Registry;
using Xunit;

namespace StreamScoring.Integration.Tests.Registry;

/// <summary>A whole pipeline whose registry goes away, comes back, or never answers. The official serializer wrote its events.</summary>
public sealed class RegistryAwayTests : IDisposable
{
    private const int Events = 60;

    private readonly TempFolder _cache = new();
    private readonly InMemoryLog _log = new(TimeProvider.System);

    public void Dispose()
    {
        _log.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public async Task Scoring_goes_on_when_the_registry_is_gone_after_first_use_and_over_a_restart()
    {
        using var relay = new TcpRelay(RegistryUnderTest.Url);
        var messages = await WriteAsync();
        ActiveSet set;
        PipelineRig rig;
        using (var registry = Open(relay))
        {
            rig = Rig(registry.Source, new Watch());
            Put(rig, 0, messages.Take(20));
            rig.RunToEnd(set = rig.Set(ShopGraph.Counting()));
            Assert.Equal(20, rig.Scores(0).Count);

            relay.Cut();
            Put(rig, 0, messages.Skip(20).Take(20));
            rig.RunToEnd(set);
            Assert.Equal(40, rig.Scores(0).Count);
            Assert.Empty(registry.Reports);
        }

        // A new worker, the registry still away: only the disk knows the schema.
        using var restarted = Open(relay);
        var watch = new Watch();
        rig = Rig(restarted.Source, watch);
        Put(rig, 0, messages.Skip(40));
        rig.RunToEnd(set);
        Assert.Empty(watch.Retries);
        AssertAsJson(rig);
    }

    [Fact]
    public async Task A_registry_that_never_answers_holds_up_only_the_partition_that_needs_it_and_loses_nothing()
    {
        using var relay = new TcpRelay(RegistryUnderTest.Url);
        var messages = await WriteAsync();
        relay.Hang();
        using var registry = Open(relay);
        PipelineRig rig = null!;
        var watch = new Watch
        {
            OnRetry = count =>
            {
                // The same thread serves both partitions: that it comes here again and again shows that no lookup holds it.
                if (count >= 3 && rig.Scores(1).Count == Events)
                    relay.Restore();
            },
        };
        rig = Rig(registry.Source, watch);
        Put(rig, 0, messages);
        Put(rig, 1, LumaEvents.Lines.Take(Events));
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        Assert.True(watch.Retries.Count >= 3, $"{watch.Retries.Count} retries");
        Assert.All(watch.Retries, p => Assert.Equal(0, p.Partition));
        Assert.Empty(rig.DeadLetters(0));
        Assert.Equal(rig.Scores(1).Select(s => s.Data), rig.Scores(0).Select(s => s.Data));
    }

    [Fact]
    public async Task A_worker_that_starts_while_the_registry_is_away_scores_once_it_is_back()
    {
        using var relay = new TcpRelay(RegistryUnderTest.Url);
        var messages = await WriteAsync();
        relay.Cut();
        using var registry = Open(relay);
        var watch = new Watch
        {
            OnRetry = count =>
            {
                if (count == 3)
                    relay.Restore();
            },
        };
        var rig = Rig(registry.Source, watch);
        Put(rig, 0, messages);
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        Assert.True(watch.Retries.Count >= 3, $"{watch.Retries.Count} retries");
        AssertAsJson(rig);
        Assert.Contains("cannot tell schema", registry.Reports.First(), StringComparison.Ordinal);
        Assert.EndsWith("answers again", registry.Reports.Last(), StringComparison.Ordinal);
    }

    private static async Task<byte[][]> WriteAsync()
    {
        using var direct = new RegistryRig(RegistryUnderTest.Url);
        var serializer = new SampleAvroSerializer(direct.Connection, RegistryUnderTest.NewTopic(), autoRegister: true);
        var messages = new byte[Events][];
        for (var i = 0; i < Events; i++)
            messages[i] = await serializer.SerializeAsync(LumaEvents.Lines[i]);
        return messages;
    }

    private RegistryRig Open(TcpRelay relay) => new(relay.Url, cache: _cache.Path, settings: ("schema.registry.request.timeout.ms", "300"));

    private PipelineRig Rig(ISchemaSource schemas, IPipelineObserver observer) =>
        new(_log, TimeProvider.System, 2, s => s with { MaxAheadMs = -1, RetryDelayMs = 50, Topics = s.Topics with { Rekeyed = "" } })
        {
            Schemas = schemas,
            Observer = observer,
        };

    private static void Put(PipelineRig rig, int partition, IEnumerable<byte[]> values)
    {
        foreach (var value in values)
            rig.ProduceRaw(partition, default, value, default);
    }

    /// <summary>The Avro events of partition 0 gave what the same events give as JSON.</summary>
    private static void AssertAsJson(PipelineRig rig)
    {
        Assert.Empty(rig.DeadLetters(0));
        using var log = new InMemoryLog(TimeProvider.System);
        var json = new PipelineRig(log, TimeProvider.System, 2, _ => rig.Settings);
        Put(json, 0, LumaEvents.Lines.Take(Events));
        json.RunToEnd(json.Set(ShopGraph.Counting()));
        Assert.Equal(json.Scores(0).Select(s => s.Data), rig.Scores(0).Select(s => s.Data));
    }

    private sealed class Watch : IPipelineObserver
    {
        public ConcurrentQueue<TopicPartition> Retries { get; } = [];

        public Action<int>? OnRetry { get; init; }

        void IPipelineObserver.Retrying(TopicPartition partition, long offset, string reason)
        {
            Retries.Enqueue(partition);
            OnRetry?.Invoke(Retries.Count);
        }
    }
}
