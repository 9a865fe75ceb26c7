using StreamScoring.Benchmarks.Cluster.Jobs;
using StreamScoring.Benchmarks.Inputs;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference;
using StreamScoring.Kafka;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Benchmarks.Cluster.Workers;

/// <summary>The product with its default settings.</summary>
internal sealed class ProductContender : Contender
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(2);
    private readonly Engagement _engagement;
    private readonly ModelStore _models = new(ModelLimits.Default, null, null);
    private readonly GraphPlan _plan;

    public ProductContender(Engagement engagement)
    {
        _engagement = engagement;
        _plan = engagement.Job.Plan(_models);
    }

    /// <summary>The product's log, and the pass-through's.</summary>
    public static KafkaLog Open(Engagement engagement) =>
        new(
            new KafkaLogOptions(engagement.Bootstrap)
            {
                Delivery = engagement.Delivery,
                Instance = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Diagnostics = d =>
                {
                    if (d.Severity >= StreamScoring.Kafka.Settings.KafkaSeverity.Warning)
                        Console.Error.WriteLine($"{engagement.Kind}: {d.Facility}: {d.Message}");
                },
            },
            TimeProvider.System
        );

    public override LapCost Run(Lap lap, CancellationToken stop)
    {
        var settings = new PipelineSettings
        {
            SourceName = "luma",
            Format = _engagement.Job.Format(),
            Delivery = _engagement.Delivery,
            PassHeaders = ["ct", "id"],
            Topics = new TopicNames
            {
                Events = lap.Input,
                Rekeyed = lap.Rekeyed,
                Scores = lap.Output,
                DeadLetters = lap.Prefix + "dead-letters",
                Borders = lap.Prefix + "borders",
                Control = lap.Prefix + "control",
            },
        };
        var set = new ActiveSet([new DeployedService(_plan.Name, _plan)], settings);
        var meter = new LapMeter(lap.Events);
        var observer = new ScoredCount(meter);
        using var metrics = new PipelineMetrics();
        using var log = Open(_engagement);
        var options = new PipelineOptions(
            settings,
            lap.Group,
            LumaAvro.Schemas(),
            TimeProvider.System,
            new CompositeObserver(metrics, observer)
        )
        {
            Workers = _engagement.Threads,
        };
        using var host = new PipelineHost(log, new ActiveSets(set), options);
        host.Start();
        var isThrough = meter.Wait(lap.Events < 0 ? Timeout.InfiniteTimeSpan : _longest, stop);
        host.Stop();
        host.Wait();
        if (observer.Fault is not null)
            throw new InvalidOperationException($"an event failed: {observer.Fault}");
        return isThrough || lap.Events < 0 ? meter.End() : throw new TimeoutException($"{_engagement}: the lap did not end");
    }

    public override void Dispose() => _models.Dispose();
}
