using StreamScoring.Benchmarks.Measuring;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;

namespace StreamScoring.Benchmarks.Pipelines;

/// <summary>Begins to measure once a pipeline has scored so many events. Called by its one worker.</summary>
internal sealed class MeasuringObserver(int unmeasured) : IPipelineObserver
{
    private Meter _meter;
    private long _events;
    private long _begun = -1;

    /// <summary>The first fault of an event or service; an event that fails is cheap, so none may.</summary>
    public string? Fault { get; private set; }

    public void Scored(ScoredBatch batch)
    {
        foreach (var fault in batch.Events.Faults)
            Fault ??= fault?.ToString();
        foreach (var fault in batch.Services[0].Runner.Faults)
            Fault ??= fault?.ToString();
        Handled(batch.Events.Count);
    }

    /// <summary>Counts events.</summary>
    public void Handled(int events)
    {
        _events += events;
        if (_begun >= 0 || _events < unmeasured)
            return;
        _begun = _events;
        _meter = Meter.Start();
    }

    /// <summary>The cost since then.</summary>
    public Cost Stop(int expected)
    {
        if (Fault is not null)
            throw new InvalidOperationException($"an event failed: {Fault}");
        if (_events != expected || _begun < 0)
            throw new InvalidOperationException($"{_events} events were handled instead of {expected}");
        return _meter.Stop(_events - _begun);
    }
}
