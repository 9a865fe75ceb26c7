namespace StreamScoring.Benchmarks.Histories;

/// <summary>A window as one would first write it: a queue a key, what is too old dequeued.</summary>
internal sealed class PlainWindow(IReadOnlyList<HistoryEvent> events) : Replay(events)
{
    private readonly Dictionary<string, Queue<(long TimeNs, double Value)>> _windows = new(StringComparer.Ordinal);

    protected override double Step(HistoryEvent e, long timeNs)
    {
        if (!_windows.TryGetValue(e.Name, out var window))
            _windows[e.Name] = window = new Queue<(long, double)>();
        while (window.TryPeek(out var oldest) && oldest.TimeNs < timeNs - OneWindow.HourNs)
            window.Dequeue();
        var (count, sum) = (0, 0.0);
        foreach (var (at, value) in window)
        {
            if (at >= timeNs)
                continue;
            count++;
            sum += value;
        }

        window.Enqueue((timeNs, e.Price));
        return count + sum;
    }
}
