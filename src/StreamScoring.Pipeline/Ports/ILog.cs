namespace StreamScoring.Pipeline.Ports;

/// <summary>
/// A partitioned log with consumer groups and transactions: in memory, embedded in a file, or a Kafka cluster. Everything the kernel reads or writes goes through one.
/// All calls block; each worker thread has an <see cref="ISource"/> and an <see cref="ITransaction"/> of its own.
/// </summary>
public interface ILog : IDisposable
{
    /// <summary>Makes a topic when it is missing. Throws <see cref="LogException"/> when it exists with another partition count.</summary>
    void EnsureTopic(TopicSpec topic);

    /// <summary>The partitions of a topic, or 0 when it does not exist.</summary>
    int PartitionCount(string topic);

    /// <summary>
    /// Joins a consumer group as one member. The member reads only committed records, from the group's committed offsets (a new group: from the start),
    /// and is told through <paramref name="listener"/> which partitions it owns. All members of a group name the same topics; the partitions of one number,
    /// of all topics, have the same owner. Throws <see cref="LogException"/> when a topic does not exist.
    /// </summary>
    ISource Subscribe(string group, IReadOnlyList<string> topics, IAssignmentListener listener);

    /// <summary>
    /// A writer whose transactions move outputs, state, progress and the group's offsets together. A second writer of the same
    /// <paramref name="writerId"/> fences the first: its next commit throws <see cref="FencedException"/>.
    /// With <paramref name="member"/> (a source of this log and group) the writer commits in that member's name: a commit that moves a partition which the
    /// member does not own any more throws <see cref="AbortedException"/>, so that a member that was away too long publishes nothing stale.
    /// Without one nobody checks who owns what: for loaders, tools and tests.
    /// </summary>
    ITransaction OpenWriter(string group, string writerId, ISource? member = null);

    /// <summary>A reader outside any group, of one partition: for restore, replay, tools and tests. Reads committed records only.</summary>
    IPartitionReader OpenReader(string topic, int partition);
}

/// <summary>What a topic is made with.</summary>
/// <param name="Name">The topic.</param>
/// <param name="Partitions">At least 1.</param>
/// <param name="Compacted">Whether only the newest value of a key must be kept.</param>
/// <param name="RetentionMs">How long records are kept, ms; -1 is for ever.</param>
/// <param name="CompactionLagMs">How long at least a compacted topic keeps all values of a key, ms.</param>
public sealed record TopicSpec(string Name, int Partitions, bool Compacted = false, long RetentionMs = -1, long CompactionLagMs = 0)
{
    /// <summary>
    /// A topic of profiles or rows: what an event is joined with may be older than the newest value, so that versions stay for a week, for workers that were away
    /// and for late events.
    /// </summary>
    public static TopicSpec Versions(string name, int partitions) =>
        new(name, partitions, Compacted: true, CompactionLagMs: 7 * 86_400_000L);
}

/// <summary>A partition of a topic.</summary>
public readonly record struct TopicPartition(string Topic, int Partition)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Topic}/{Partition}";
}

/// <summary>Told on the thread that calls <see cref="ISource.Poll"/>, before the call returns.</summary>
public interface IAssignmentListener
{
    /// <summary>The member owns these partitions from now on; it must restore their state and answer where to go on with <see cref="ISource.Seek"/> if not at the committed offset.</summary>
    void Assigned(IReadOnlyList<TopicPartition> partitions);

    /// <summary>The member must finish or give up its transaction now: after this returns, another owns them.</summary>
    void Revoked(IReadOnlyList<TopicPartition> partitions);

    /// <summary>The partitions were taken without asking (the member was away too long): nothing of theirs may be committed any more.</summary>
    void Lost(IReadOnlyList<TopicPartition> partitions);
}

/// <summary>
/// One member of a consumer group. Not thread-safe. Disposing it leaves the group without a call of the listener: finish or give up the transaction before.
/// </summary>
public interface ISource : IDisposable
{
    /// <summary>
    /// Serves assignment changes, then fills <paramref name="into"/> with what waits for one owned, not paused partition, up to its capacity and about
    /// <paramref name="maxBytes"/>; partitions take turns. Waits up to <paramref name="wait"/> when nothing does, but not when the assignment
    /// has just changed. Returns whose records they are (at least one), or null when there are none, also after <paramref name="cancel"/>.
    /// Throws <see cref="CorruptRecordException"/> when the log's own bytes are broken, once the records before were handed out and each time until
    /// <see cref="Seek"/> goes past them.
    /// </summary>
    TopicPartition? Poll(RecordBatch into, int maxBytes, TimeSpan wait, CancellationToken cancel);

    /// <summary>Goes on at <paramref name="offset"/> in an owned partition (after an abort, or past a corrupt record).</summary>
    void Seek(TopicPartition partition, long offset);

    /// <summary>Stops handing out records of a partition.</summary>
    void Pause(TopicPartition partition);

    /// <summary>Goes on handing them out.</summary>
    void Resume(TopicPartition partition);

    /// <summary>Where the next <see cref="Poll"/> goes on in an owned partition: behind what was handed out, and behind gaps that are known to hold no record.</summary>
    long Position(TopicPartition partition);

    /// <summary>The end of an owned partition as last known, one past its last offset: for lag.</summary>
    long EndOffset(TopicPartition partition);
}

/// <summary>Reads one partition from any offset.</summary>
public interface IPartitionReader : IDisposable
{
    /// <summary>The first offset kept and one past the last committed one. There may be no record at either: a log may leave gaps.</summary>
    (long Start, long End) Bounds();

    /// <summary>The first offset, in offset order, whose timestamp is at least <paramref name="timestampMs"/> (timestamps need not ascend), or the end.</summary>
    long OffsetAt(long timestampMs);

    /// <summary>Fills <paramref name="into"/> from <paramref name="offset"/> on, up to its capacity and about <paramref name="maxBytes"/>, without waiting. Returns the records read; 0 at the end.
    /// A record larger than <paramref name="maxBytes"/> comes alone. Throws <see cref="CorruptRecordException"/> as <see cref="ISource.Poll"/> does.</summary>
    int Read(long offset, RecordBatch into, int maxBytes);
}
