namespace StreamScoring.Benchmarks.Histories;

/// <summary>Plays events again and again, each time later than the time before, so that histories neither empty nor grow for ever.</summary>
internal abstract class Replay(IReadOnlyList<HistoryEvent> events)
{
    private const long DayNs = 86_400_000_000_000;
    private readonly long _shiftNs = events.Max(e => e.TimeNs) - events.Min(e => e.TimeNs) + (4 * DayNs);
    private int _rounds;

    public int Run()
    {
        Sum(_rounds++ * _shiftNs);
        return events.Count;
    }

    /// <summary>Plays all events once, that much later than they were, and sums up all that was read.</summary>
    public double Sum(long laterNs)
    {
        var sum = 0.0;
        for (var i = 0; i < events.Count; i++)
        {
            var e = events[i];
            sum += Step(e, e.TimeNs + laterNs);
            if (i % 256 == 255)
                Commit();
        }

        return sum;
    }

    protected abstract double Step(HistoryEvent e, long timeNs);

    protected virtual void Commit() { }
}
