namespace StreamScoring.Cli.Running;

/// <summary>The clock of the show: it stands at the event played last, so that nothing in the run depends on the day it is run. Durations are measured in real time.</summary>
internal sealed class ShowClock : TimeProvider
{
    private long _nowMs;

    /// <summary>Moves to an event's arrival, ms since the epoch; never back.</summary>
    public void Follow(long arrivalMs)
    {
        if (arrivalMs > Volatile.Read(ref _nowMs))
            Volatile.Write(ref _nowMs, arrivalMs);
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _nowMs));
}
