using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;

namespace StreamScoring.Benchmarks.Cluster.Workers;

/// <summary>Counts events once they are committed. Workers call it each on its own thread.</summary>
internal sealed class ScoredCount(LapMeter meter) : IPipelineObserver
{
    [ThreadStatic]
    private static int s_open;

    /// <summary>The first fault of an event or service; an event that fails is cheap, so none may.</summary>
    public string? Fault { get; private set; }

    public void Scored(ScoredBatch batch)
    {
        foreach (var fault in batch.Events.Faults)
            Fault ??= fault?.ToString();
        foreach (var fault in batch.Services[0].Runner.Faults)
            Fault ??= fault?.ToString();
        s_open += batch.Events.Count;
        meter.Begin(batch.Events.Count);
    }

    public void Committed(in CommitInfo commit)
    {
        meter.Through(s_open);
        s_open = 0;
    }

    public void Aborted(int worker, string reason)
    {
        Console.Error.WriteLine($"worker {worker} gave up: {reason}");
        s_open = 0;
    }

    public void Failed(int worker, Exception reason)
    {
        Fault ??= reason.ToString();
        meter.End();
    }
}
