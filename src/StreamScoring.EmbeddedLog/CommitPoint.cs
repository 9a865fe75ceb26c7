namespace StreamScoring.EmbeddedLog;

/// <summary>The steps of a commit, in order.</summary>
public enum CommitPoint
{
    /// <summary>Nothing of the transaction has reached the file.</summary>
    Before,

    /// <summary>Outputs are written, state is not.</summary>
    OutputsWritten,

    /// <summary>Outputs and state are written, progress is not.</summary>
    StateWritten,

    /// <summary>All is written, the commit is not asked for.</summary>
    ProgressWritten,

    /// <summary>SQLite is about to make it durable.</summary>
    Committing,

    /// <summary>It is durable, and the writer has not been told.</summary>
    Committed,

    /// <summary>The write-ahead file is about to be moved into the log's file, on a thread of its own, now and then.</summary>
    CheckpointStarting,

    /// <summary>It was.</summary>
    CheckpointDone,
}
