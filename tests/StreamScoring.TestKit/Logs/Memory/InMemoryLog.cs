using StreamScoring.EmbeddedLog.Groups;
using StreamScoring.EmbeddedLog.Writing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.TestKit.Logs.Memory;

/// <summary>The log of tests and benchmarks: as <see cref="EmbeddedLog.EmbeddedLog"/>, without a disk, and able to fail when told to.</summary>
public sealed class InMemoryLog : ILog
{
    private readonly CommitSignal _signal = new();
    private readonly GroupRegistry _groups;
    private readonly TimeProvider _time;

    /// <summary>On an empty store.</summary>
    public InMemoryLog(TimeProvider time, InMemoryLogOptions? options = null)
        : this(new InMemoryStore(options ?? new InMemoryLogOptions()), time) { }

    /// <summary>On a store, also one that another log object was opened on and left, as after a restart.</summary>
    public InMemoryLog(InMemoryStore store, TimeProvider time)
    {
        Store = store;
        _time = time;
        _groups = new GroupRegistry(store.Catalog, _signal);
    }

    /// <summary>What the log holds, and which faults it plays.</summary>
    public InMemoryStore Store { get; }

    /// <inheritdoc/>
    public void EnsureTopic(TopicSpec topic) => Store.EnsureTopic(topic);

    /// <inheritdoc/>
    public int PartitionCount(string topic) => Store.Catalog.Find(topic)?.Length ?? 0;

    /// <inheritdoc/>
    public ISource Subscribe(string group, IReadOnlyList<string> topics, IAssignmentListener listener)
    {
        var partitions = _groups.Partitions(topics);
        var member = _groups.Join(group, topics);
        var reading = new GroupReading(partitions, Reader, name => Store.ReadProgress(group, name)?.NextOffset);
        return new GroupSource(_groups, member, reading, listener, _signal, _time, static () => { });
    }

    /// <inheritdoc/>
    public ITransaction OpenWriter(string group, string writerId, ISource? member = null)
    {
        var joined = (member as GroupSource)?.Member;
        if (member is not null && !_groups.Has(joined, group))
            throw new LogException($"writer '{writerId}' is to commit for a member that is not one of group '{group}' in this log");
        var limits = new WriteLimits(Store.Options.BatchBytes, Store.Options.MaxRecordBytes, Store.Options.MaxTransactionBytes);
        var identity = new WriterIdentity(writerId, Store.NextEpoch(writerId), group, 0, joined);
        return new MemoryWriter(Store, _signal, identity, new PendingWrites(Store.Catalog, limits));
    }

    /// <inheritdoc/>
    public IPartitionReader OpenReader(string topic, int partition) => Reader(new TopicPartition(topic, partition));

    /// <summary>Takes the partitions of a number away from whoever owns them in a group, as a cluster does with a member that was away too long.</summary>
    public void TakeAway(string group, int partition) => _groups.Take(group, partition);

    /// <inheritdoc/>
    public void Dispose() { }

    private MemoryReader Reader(TopicPartition name)
    {
        var partition = Store.Catalog.Partition(name);
        return new MemoryReader(Store, Store.Find(name), partition);
    }
}
