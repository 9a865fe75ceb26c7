namespace StreamScoring.Pipeline.Workers;

/// <summary>
/// When to commit what is open: at the latest after the interval, and before that as soon as nothing else waits; but commits rest between each other for some times as
/// long as the last took, so that they never take most of the time. A cluster is slower to take a transaction while it finishes the one before, and nothing is scored meanwhile.
/// </summary>
internal sealed class CommitPace(TimeProvider time, int intervalMs)
{
    private const int RestFactor = 2;
    private readonly TimeSpan _interval = TimeSpan.FromMilliseconds(intervalMs);
    private long _opened;
    private long _ended = time.GetTimestamp();
    private TimeSpan _rest;

    /// <summary>How long to wait for more work before what is open is committed; zero: commit when there is none.</summary>
    public TimeSpan Patience => Min(Left(_interval, _opened), Left(_rest, _ended));

    /// <summary>Whether to commit even if more work waits.</summary>
    public bool IsDue => Left(_interval, _opened) == TimeSpan.Zero;

    /// <summary>Something is open from now on.</summary>
    public void Open() => _opened = time.GetTimestamp();

    /// <summary>A commit that began at a timestamp has ended.</summary>
    public void Committed(long begun)
    {
        _ended = time.GetTimestamp();
        _rest = RestFactor * time.GetElapsedTime(begun, _ended);
    }

    private TimeSpan Left(TimeSpan of, long since) =>
        time.GetElapsedTime(since) is var elapsed && elapsed < of ? of - elapsed : TimeSpan.Zero;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
