namespace StreamScoring.Pipeline.Workers;

/// <summary>
/// Where workers that run until the end of the log wait for each other: one that finds nothing more to do may yet be sent events by another, which forwards
/// those of foreign partitions. All are through when each has found nothing since the last commit of any.
/// </summary>
internal sealed class FinishLine
{
    private const long Running = -1;

    private readonly Lock _lock = new();
    private readonly long[] _rested;
    private long _commits;
    private long _eventTimeNs = long.MinValue;
    private bool _reached;

    public FinishLine(int workers)
    {
        _rested = new long[workers];
        Array.Fill(_rested, Running);
    }

    /// <summary>Commits of all workers. To be read before looking for work.</summary>
    public long Commits => Volatile.Read(ref _commits);

    /// <summary>The largest event time of all workers that are at the end, ns since the epoch.</summary>
    public long EventTimeNs => Volatile.Read(ref _eventTimeNs);

    /// <summary>A worker has committed: what it wrote may be work for others.</summary>
    public void Committed() => Interlocked.Increment(ref _commits);

    /// <summary>A worker has looked for work after <paramref name="commits"/> commits, and was at the end or not. Returns whether it is through.</summary>
    /// <param name="worker">Its number.</param>
    /// <param name="atEnd">Whether it was.</param>
    /// <param name="commits">What <see cref="Commits"/> was before it looked.</param>
    /// <param name="eventTimeNs">The largest event time it knows, be it from state that it restored.</param>
    public bool IsReached(int worker, bool atEnd, long commits, long eventTimeNs)
    {
        lock (_lock)
        {
            _eventTimeNs = Math.Max(_eventTimeNs, eventTimeNs);
            _rested[worker] = atEnd ? commits : Running;
            _reached |= Array.TrueForAll(_rested, rested => rested == Commits);
            return _reached && atEnd;
        }
    }
}
