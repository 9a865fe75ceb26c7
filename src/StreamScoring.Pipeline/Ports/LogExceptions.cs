namespace StreamScoring.Pipeline.Ports;

/// <summary>The log refused or failed; the message says what to do.</summary>
public class LogException : Exception
{
    /// <summary>With a message.</summary>
    public LogException(string message)
        : base(message) { }

    /// <summary>With a message and a cause.</summary>
    public LogException(string message, Exception? inner)
        : base(message, inner) { }
}

/// <summary>The log did not answer in time; it may when asked again.</summary>
public sealed class LogUnavailableException : LogException
{
    /// <summary>With a message and a cause.</summary>
    public LogUnavailableException(string message, Exception? inner)
        : base(message, inner) { }
}

/// <summary>The transaction was given up by the log; nothing of it is visible, and the work may be done again.</summary>
public sealed class AbortedException : LogException
{
    /// <summary>With a message and a cause.</summary>
    public AbortedException(string message, Exception? inner = null)
        : base(message, inner) { }
}

/// <summary>A record is larger than the log takes; nothing of it was appended, and the transaction stands as it was.</summary>
public sealed class RecordTooLargeException : LogException
{
    /// <summary>With a message that says both sizes.</summary>
    public RecordTooLargeException(string message)
        : base(message) { }
}

/// <summary>Another writer has taken this one's place; this worker must stop.</summary>
public sealed class FencedException : LogException
{
    /// <summary>With a message and a cause.</summary>
    public FencedException(string message, Exception? inner = null)
        : base(message, inner) { }
}

/// <summary>The log's own bytes at an offset are broken.</summary>
public sealed class CorruptRecordException : LogException
{
    /// <summary>Where, and where reading can go on.</summary>
    public CorruptRecordException(TopicPartition partition, long offset, long nextOffset, string message)
        : base(message)
    {
        Partition = partition;
        Offset = offset;
        NextOffset = nextOffset;
    }

    /// <summary>The partition.</summary>
    public TopicPartition Partition { get; }

    /// <summary>The first broken offset.</summary>
    public long Offset { get; }

    /// <summary>The first offset behind the broken part.</summary>
    public long NextOffset { get; }
}
