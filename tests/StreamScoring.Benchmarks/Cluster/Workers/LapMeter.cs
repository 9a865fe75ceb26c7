using StreamScoring.Benchmarks.Measuring;

namespace StreamScoring.Benchmarks.Cluster.Workers;

/// <summary>What a lap cost the process that ran it, from its first events on.</summary>
/// <param name="Events">How many were counted.</param>
/// <param name="CpuUs">CPU time of the whole process an event, µs: its own threads, those of the Kafka client, the collector and the compiler.</param>
/// <param name="Bytes">Bytes that all threads took from the managed heap, an event.</param>
/// <param name="EventsPerSecond">By the clock.</param>
internal sealed record LapCost(long Events, double CpuUs, double Bytes, double EventsPerSecond);

/// <summary>Begins with the first events that are through and ends when all are. Usable from any thread.</summary>
internal sealed class LapMeter(long expected)
{
    private readonly ManualResetEventSlim _done = new();
    private readonly Lock _lock = new();
    private Meter _meter;
    private long _started;
    private long _skipped = -1;
    private long _through;
    private LapCost? _cost;

    /// <summary>The first events were handled: what follows counts.</summary>
    public void Begin(int handled)
    {
        if (Volatile.Read(ref _skipped) >= 0)
            return;
        lock (_lock)
        {
            if (_skipped >= 0)
                return;
            _meter = Meter.Start();
            _started = TimeProvider.System.GetTimestamp();
            Volatile.Write(ref _skipped, handled);
        }
    }

    /// <summary>So many more are through.</summary>
    public void Through(long events)
    {
        if (Interlocked.Add(ref _through, events) >= expected && expected >= 0)
            End();
    }

    /// <summary>Waits until all are through; false when that takes too long or <paramref name="stop"/> says so.</summary>
    public bool Wait(TimeSpan atMost, CancellationToken stop) => WaitHandle.WaitAny([_done.WaitHandle, stop.WaitHandle], atMost) == 0;

    /// <summary>The cost, up to now when not all are through.</summary>
    public LapCost End()
    {
        lock (_lock)
        {
            if (_cost is null)
            {
                var events = Math.Max(1, Interlocked.Read(ref _through) - Math.Max(_skipped, 0));
                var seconds = TimeProvider.System.GetElapsedTime(_started).TotalSeconds;
                var cost = _meter.Stop(events);
                _cost = new LapCost(events, cost.CpuNsPerEvent / 1000, cost.BytesPerEvent, events / seconds);
            }

            _done.Set();
            return _cost;
        }
    }
}
