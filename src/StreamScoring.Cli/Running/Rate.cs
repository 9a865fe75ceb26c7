namespace StreamScoring.Cli.Running;

/// <summary>Events a second since it was asked last; from <paramref name="events"/> on.</summary>
internal sealed class Rate(TimeProvider timer, long events)
{
    private long _at = timer.GetTimestamp();
    private long _events = events;

    public double Next(long events)
    {
        var seconds = timer.GetElapsedTime(_at).TotalSeconds;
        var rate = seconds <= 0 ? 0 : (events - _events) / seconds;
        _at = timer.GetTimestamp();
        _events = events;
        return rate;
    }
}
