namespace StreamScoring.Pipeline.Ports;

/// <summary>
/// The writer of one worker thread: what is appended and put between two commits becomes visible together with the offsets and progress, or not at all.
/// Begins by itself with the first append. Not thread-safe.
/// </summary>
public interface ITransaction : IDisposable
{
    /// <summary>
    /// Appends a record; the bytes are copied. <paramref name="timestampMs"/> is ms since the epoch, at least 1 (a cluster takes 0 for the time at which it is written). Pass false for <paramref name="hasKey"/> or
    /// <paramref name="hasValue"/> for a null key or a null value (a tombstone). Throws <see cref="RecordTooLargeException"/> when the log takes no record of that size, and
    /// <see cref="LogException"/> when there is no such partition or the transaction is full.
    /// </summary>
    void Append(
        TopicPartition to,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> headers,
        long timestampMs,
        bool hasKey = true,
        bool hasValue = true
    );

    /// <summary>Sets a key's state for the group in an input partition number; an empty <paramref name="value"/> removes it. The bytes are copied.</summary>
    void PutState(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>
    /// Commits everything since the last commit, with the progress of the partitions that moved. Throws <see cref="AbortedException"/> when nothing of it
    /// became visible and the work may be done again, <see cref="FencedException"/> when this writer has a successor. After either nothing is left pending,
    /// as after <see cref="Abort"/>.
    /// </summary>
    void Commit(IReadOnlyList<Progress> progress);

    /// <summary>Gives up everything since the last commit. Reading goes on where it was: the caller seeks back.</summary>
    void Abort();

    /// <summary>The progress last committed for a partition of the group, or null. It always equals the group's committed offset.</summary>
    Progress? ReadProgress(TopicPartition partition);

    /// <summary>Hands every committed key and state of an input partition number to <paramref name="each"/>, in any order.</summary>
    void RestoreState(int partition, StateVisitor each);
}

/// <summary>Takes one key and its state; both spans are valid during the call only.</summary>
public delegate void StateVisitor(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

/// <summary>How far a group is in a partition and under what: the record that makes a restart score nothing under another revision.</summary>
/// <param name="Partition">The input partition.</param>
/// <param name="NextOffset">Where to go on.</param>
/// <param name="ActiveSet">The hash of the active set to go on under from there.</param>
/// <param name="ProfileOffset">How far profiles were read, or -1 where none are.</param>
public sealed record Progress(TopicPartition Partition, long NextOffset, string ActiveSet, long ProfileOffset);
