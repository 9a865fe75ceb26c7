namespace StreamScoring.EmbeddedLog.Groups;

/// <summary>Wakes those who wait for new records or another assignment. Take <see cref="Version"/>, look for work, then wait for a newer version: nothing is missed.</summary>
internal sealed class CommitSignal
{
    private readonly object _gate = new();
    private long _version;

    public long Version => Volatile.Read(ref _version);

    public void Raise()
    {
        lock (_gate)
        {
            _version++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until the version is newer than <paramref name="seen"/>. Returns false after <paramref name="wait"/> or when cancelled.</summary>
    public bool Wait(long seen, TimeSpan wait, CancellationToken cancel)
    {
        using var wake = cancel.UnsafeRegister(static signal => ((CommitSignal)signal!).Raise(), this);
        lock (_gate)
            return !cancel.IsCancellationRequested && (_version != seen || Monitor.Wait(_gate, wait)) && !cancel.IsCancellationRequested;
    }
}
