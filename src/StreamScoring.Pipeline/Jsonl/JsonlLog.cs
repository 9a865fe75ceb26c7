using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Pipeline.Jsonl;

/// <summary>Gives the partition of an event from its bytes.</summary>
public delegate int PartitionOf(ReadOnlySpan<byte> value, int partitions);

/// <summary>
/// Files as a log, for one run: events come from lines, partitioned by identity as a producer would have done, and output records leave in the order of the
/// events whatever the partitions. State lives in memory; nothing is resumed.
/// </summary>
public sealed class JsonlLog : ILog
{
    private readonly JsonlFiles _files;
    private readonly TopicNames _topics;
    private readonly int _partitions;
    private readonly PartitionOf _partitionOf;
    private readonly JsonlOrder _order = new();

    /// <summary>A log over <paramref name="files"/> whose events topic has <paramref name="partitions"/> partitions.</summary>
    public JsonlLog(JsonlFiles files, TopicNames topics, int partitions, PartitionOf partitionOf)
    {
        _files = files;
        _topics = topics;
        _partitions = partitions;
        _partitionOf = partitionOf;
    }

    /// <inheritdoc/>
    public void EnsureTopic(TopicSpec topic) { }

    /// <inheritdoc/>
    public int PartitionCount(string topic) => _partitions;

    /// <inheritdoc/>
    public ISource Subscribe(string group, IReadOnlyList<string> topics, IAssignmentListener listener) =>
        new JsonlSource(_files, _topics.Events, _partitions, _partitionOf, _order, listener);

    /// <inheritdoc/>
    public ITransaction OpenWriter(string group, string writerId, ISource? member = null) => new JsonlWriter(_files, _topics, _order);

    /// <summary>Files are read once, from the front; this always throws.</summary>
    public IPartitionReader OpenReader(string topic, int partition) =>
        throw new LogException("a file of events is read once, from the front; to read at an offset or a time, produce it to a log first");

    /// <inheritdoc/>
    public void Dispose() { }
}
