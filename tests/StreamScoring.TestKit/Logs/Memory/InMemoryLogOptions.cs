namespace StreamScoring.TestKit.Logs.Memory;

/// <summary>How an in-memory log behaves.</summary>
public sealed record InMemoryLogOptions
{
    /// <summary>Bytes taken at once for a partition's records; the first are taken when the topic is made.</summary>
    public int SegmentBytes { get; init; } = 64 * 1024;

    /// <summary>Whether a partition keeps only its newest <see cref="SegmentBytes"/> bytes, for benchmarks that write without end.</summary>
    public bool KeepsOneSegment { get; init; }

    /// <summary>Whether each commit takes one more offset in every partition it writes to, as Kafka's transaction markers do.</summary>
    public bool TransactionMarkers { get; init; }

    /// <summary>About how many bytes of records stand in one stored batch.</summary>
    public int BatchBytes { get; init; } = 256 * 1024;

    /// <summary>The largest record, bytes.</summary>
    public int MaxRecordBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The most bytes that a transaction may hold.</summary>
    public long MaxTransactionBytes { get; init; } = 256L * 1024 * 1024;
}
