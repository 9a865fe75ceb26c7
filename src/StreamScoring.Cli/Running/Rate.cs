namespace StreamScoring.Cli.Running;

/// <summary>Events a second since it was asked last.</summary>
internal sealed class Rate(TimeProvider timer)
{
    private long _at = timer.GetTimestamp();
    private long _events = -1;

    public double Next(long events)
    {
        var seconds = timer.GetElapsedTime(_at).TotalSeconds;
        var rate = _events < 0 || seconds <= 0 ? 0 : (events - _events) / seconds;
        _at = timer.GetTimestamp();
        _events = events;
        return rate;
    }
}
