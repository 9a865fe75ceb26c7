namespace StreamScoring.EmbeddedLog;

/// <summary>How an embedded log is opened.</summary>
/// <param name="Folder">The folder that holds the log; made when it is missing.</param>
public sealed record EmbeddedLogOptions(string Folder)
{
    /// <summary>How long to wait for another process that has the log open for writing, before <see cref="EmbeddedLog.Open"/> fails and says who it is.</summary>
    public TimeSpan WaitForWriter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// False (the default): a commit survives the death of the process at any moment; after a power cut the newest commits may be missing, each as a whole.
    /// True: a commit also survives a power cut; each costs a flush of the disk.
    /// </summary>
    public bool SurvivePowerLoss { get; init; }

    /// <summary>About how many bytes of records stand in one stored batch: the unit that is read and checked.</summary>
    public int BatchBytes { get; init; } = 256 * 1024;

    /// <summary>The largest record, bytes of key, value and headers.</summary>
    public int MaxRecordBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The most bytes that a transaction may hold before it is committed.</summary>
    public long MaxTransactionBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>About how many bytes the write-ahead file takes before it is moved into the log's file.</summary>
    public long CheckpointBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Called at each step of a commit, on the thread that does it: for tests that die or fail there.</summary>
    public Action<CommitPoint>? Observer { get; init; }
}
