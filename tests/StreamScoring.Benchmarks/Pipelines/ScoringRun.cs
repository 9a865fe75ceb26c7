using StreamScoring.Benchmarks.Inputs;
using StreamScoring.Benchmarks.Measuring;
using StreamScoring.Graphs.Planning;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Benchmarks.Pipelines;

/// <summary>Plays a load through the product's own pipeline, one worker, one partition.</summary>
internal sealed class ScoringRun
{
    private readonly Load _load;
    private readonly PipelineSettings _settings;
    private readonly ActiveSet _set;

    public ScoringRun(Load load, GraphPlan plan, RecordFormat format)
    {
        _load = load;
        _settings = new PipelineSettings
        {
            SourceName = "luma",
            Format = format,
            Delivery = plan.State.Count > 0 ? Delivery.ExactlyOnce : Delivery.AtLeastOnce,
        };
        _set = new ActiveSet([new DeployedService(plan.Name, plan)], _settings);
    }

    /// <summary>A run in the name of a new group, from empty state.</summary>
    public Cost Run(ILog log, string group)
    {
        var observer = new MeasuringObserver(_load.Unmeasured);
        var options = new PipelineOptions(_settings, group, LumaAvro.Schemas(), TimeProvider.System, observer);
        using var host = new PipelineHost(log, new ActiveSets(_set), options);
        host.StopAtEnd();
        host.Start();
        host.Wait();
        return observer.Stop(_load.Values.Length);
    }

    /// <summary>The mean bytes of a score record's value, from a run.</summary>
    public int ScoreBytes(ILog log)
    {
        Run(log, "score-bytes");
        using var reader = log.OpenReader(_settings.Topics.Scores, 0);
        var records = new RecordBatch(_load.Values.Length);
        var (start, end) = reader.Bounds();
        var (bytes, count) = (0L, 0);
        for (var offset = start; offset < end && reader.Read(offset, records, int.MaxValue) > 0; offset = records.NextOffset)
        {
            for (var i = 0; i < records.Count; i++)
                bytes += records.Value(i).Length;
            count += records.Count;
        }

        return (int)(bytes / count);
    }
}
