using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.Kafka;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>The golden pipeline on a cluster: how it is filled, how much is left, and what it must leave behind.</summary>
internal static class KafkaWork
{
    public const int Partitions = 8;

    /// <summary>A log in a namespace of the cluster, quick to notice a member's death. <paramref name="instance"/> tells processes apart.</summary>
    public static NamespacedLog Open(
        string bootstrap,
        string prefix,
        string instance,
        Action<string>? say = null,
        Delivery delivery = Delivery.ExactlyOnce
    )
    {
        var options = new KafkaLogOptions(bootstrap)
        {
            Instance = prefix + instance,
            Delivery = delivery,
            TransactionTimeoutMs = 3_000,
            Settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["session.timeout.ms"] = "2000",
                ["heartbeat.interval.ms"] = "400",
            },
            Diagnostics = d => say?.Invoke($"{d.Facility}: {d.Message}"),
        };
        return new NamespacedLog(new KafkaLog(options, TimeProvider.System), prefix, new SettledEnds(bootstrap));
    }

    /// <summary>One visitor of nine always comes to the wrong partition and is forwarded.</summary>
    public static bool IsStray(string key) => key.Length > 0 && key.Sum(c => c) % 9 == 0;

    /// <summary>What an undisturbed run leaves.</summary>
    public static SortedDictionary<string, string> Undisturbed(GoldenPipelineCase golden, int events)
    {
        using var memory = new InMemoryLog(TimeProvider.System, new InMemoryLogOptions { SegmentBytes = 4 << 20 });
        new GoldenReplay(golden).Feed(memory, Partitions, count: events, strays: IsStray);
        using (var host = PipelineWork.Host(memory, golden, PipelineVictim.Settings, workers: 1, new CompositeObserver()))
        {
            host.StopAtEnd();
            host.Start();
            host.Wait();
        }

        return PipelineWork.Outcome(memory, PipelineVictim.Settings);
    }

    /// <summary>Whether every event of both contract topics is behind the group's committed offsets.</summary>
    public static bool IsDone(string bootstrap, string prefix)
    {
        // At least once, a writer's progress is the committed offset alone: workers may go on meanwhile.
        using var log = Open(bootstrap, prefix, "progress", delivery: Delivery.AtLeastOnce);
        using var writer = log.OpenWriter(PipelineWork.Group, "progress");
        var batch = new RecordBatch(1);
        foreach (var topic in new[] { PipelineVictim.Settings.Topics.Events, PipelineVictim.Settings.Topics.Rekeyed })
        {
            for (var p = 0; p < log.PartitionCount(topic); p++)
            {
                using var reader = log.OpenReader(topic, p);
                // Behind the last record stand transaction markers, which no progress passes.
                if (reader.Read(writer.ReadProgress(new TopicPartition(topic, p))?.NextOffset ?? 0, batch, 1 << 20) > 0)
                    return false;
            }
        }

        return true;
    }

    public static void AssertWhole(ILog log, SortedDictionary<string, string> undisturbed)
    {
        var outcome = PipelineWork.Outcome(log, PipelineVictim.Settings);
        Assert.Equal(undisturbed.Keys, outcome.Keys);
        foreach (var (what, value) in undisturbed)
            Assert.True(value == outcome[what], $"{what} is not that of an undisturbed run");
    }
}
