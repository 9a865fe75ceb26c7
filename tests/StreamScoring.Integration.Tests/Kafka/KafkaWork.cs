using System.Globalization;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Graphs.Planning;
using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.Kafka;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>
/// The golden pipeline on a cluster: how it is opened and run. Once with state: luma-purchase, with the sample's rules where the plan says so; at least once without: a
/// price's judgement.
/// </summary>
internal static class KafkaWork
{
    public const int Partitions = 8;

    public static bool IsSoak { get; } = Environment.GetEnvironmentVariable("STREAMSCORING_SOAK") is "1";

    /// <summary>A log in a namespace of the cluster, quick to notice a member's death. <paramref name="instance"/> tells processes apart.</summary>
    public static NamespacedLog Open(KafkaPlan plan, string instance, Action<string>? say = null, bool settles = false)
    {
        var options = new KafkaLogOptions(plan.Bootstrap)
        {
            Instance = plan.Prefix + (plan.StaticName.Length > 0 ? plan.StaticName : instance),
            Delivery = plan.Delivery,
            TransactionTimeoutMs = 3_000,
            Settings = Client(plan),
            Diagnostics = d => say?.Invoke($"{d.Facility}: {d.Message}"),
        };
        return new NamespacedLog(new KafkaLog(options, TimeProvider.System), plan.Prefix, settles ? new SettledEnds(plan.Bootstrap) : null);
    }

    public static PipelineHost Host(ILog log, GoldenPipelineCase golden, KafkaPlan plan, int workers, IPipelineObserver observer) =>
        new(
            log,
            new ActiveSets(Set(golden, plan)),
            new PipelineOptions(plan.Settings, PipelineWork.Group, new SchemaDictionary([]), TimeProvider.System, observer)
            {
                Workers = workers,
            }
        );

    public static ActiveSet Set(GoldenPipelineCase golden, KafkaPlan plan)
    {
        if (plan.Decides)
            return DecisionReplay.Set(golden, plan.Settings);
        var graph = plan.Delivery == Delivery.ExactlyOnce ? golden.Plan : ShopGraph.Stateless();
        return new ActiveSet([new DeployedService(graph.Name, graph)], plan.Settings);
    }

    /// <summary>What an undisturbed run over the first events leaves in a log in memory.</summary>
    public static InMemoryLog Undisturbed(GoldenPipelineCase golden, GoldenReplay replay, KafkaPlan plan, int events)
    {
        var memory = new InMemoryLog(TimeProvider.System, new InMemoryLogOptions { SegmentBytes = 4 << 20 });
        using (var feed = new GoldenFeed(replay, memory, Partitions, plan.Decides))
            feed.UpTo(events);
        using var host = Host(memory, golden, plan, workers: 1, new CompositeObserver());
        // Workers on a cluster never know of an end, at which timers would fire.
        host.Start();
        Patience.Until(() => PipelineWork.Left(memory, plan.Settings) == 0, "an undisturbed run", TimeSpan.FromMinutes(10));
        host.Stop();
        host.Wait();
        return memory;
    }

    private static SortedDictionary<string, string> Client(KafkaPlan plan)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (plan.Protocol == "consumer")
        {
            settings["group.protocol"] = "consumer";
        }
        else
        {
            settings["session.timeout.ms"] = 2_000.ToString(CultureInfo.InvariantCulture);
            settings["heartbeat.interval.ms"] = 400.ToString(CultureInfo.InvariantCulture);
        }

        if (plan.StaticName.Length > 0)
            settings["group.instance.id"] = plan.StaticName;
        return settings;
    }
}
