using StreamScoring.Pipeline.Ports;

namespace StreamScoring.TestKit.Kafka;

/// <summary>
/// A log whose topics and groups all begin with a prefix, so that tests with the same names can share a cluster. With <paramref
/// name="settled"/> a commit returns once readers see it, as it does on
/// other logs: a cluster acknowledges a commit a moment before it has marked every partition.
/// </summary>
public sealed class NamespacedLog(ILog inner, string prefix, SettledEnds? settled = null) : ILog
{
    /// <inheritdoc/>
    public void EnsureTopic(TopicSpec topic) => inner.EnsureTopic(topic with { Name = prefix + topic.Name });

    /// <inheritdoc/>
    public int PartitionCount(string topic) => inner.PartitionCount(prefix + topic);

    /// <inheritdoc/>
    public ISource Subscribe(string group, IReadOnlyList<string> topics, IAssignmentListener listener) =>
        new Source(inner.Subscribe(prefix + group, [.. topics.Select(t => prefix + t)], new Listener(listener, prefix)), prefix);

    /// <inheritdoc/>
    public ITransaction OpenWriter(string group, string writerId, ISource? member = null) =>
        new Transaction(inner.OpenWriter(prefix + group, writerId, (member as Source)?.Inner), prefix, settled);

    /// <inheritdoc/>
    public IPartitionReader OpenReader(string topic, int partition) => inner.OpenReader(prefix + topic, partition);

    /// <inheritdoc/>
    public void Dispose()
    {
        inner.Dispose();
        settled?.Dispose();
    }

    private static TopicPartition In(string prefix, TopicPartition outside) => outside with { Topic = prefix + outside.Topic };

    private static TopicPartition Out(string prefix, TopicPartition inside) => inside with { Topic = inside.Topic[prefix.Length..] };

    private sealed class Listener(IAssignmentListener outer, string prefix) : IAssignmentListener
    {
        public void Assigned(IReadOnlyList<TopicPartition> partitions) => outer.Assigned([.. partitions.Select(p => Out(prefix, p))]);

        public void Revoked(IReadOnlyList<TopicPartition> partitions) => outer.Revoked([.. partitions.Select(p => Out(prefix, p))]);

        public void Lost(IReadOnlyList<TopicPartition> partitions) => outer.Lost([.. partitions.Select(p => Out(prefix, p))]);
    }

    private sealed class Source(ISource source, string prefix) : ISource
    {
        public ISource Inner => source;

        public TopicPartition? Poll(RecordBatch into, int maxBytes, TimeSpan wait, CancellationToken cancel) =>
            source.Poll(into, maxBytes, wait, cancel) is { } found ? Out(prefix, found) : null;

        public void Seek(TopicPartition partition, long offset) => source.Seek(In(prefix, partition), offset);

        public void Pause(TopicPartition partition) => source.Pause(In(prefix, partition));

        public void Resume(TopicPartition partition) => source.Resume(In(prefix, partition));

        public long Position(TopicPartition partition) => source.Position(In(prefix, partition));

        public long EndOffset(TopicPartition partition) => source.EndOffset(In(prefix, partition));

        public void Dispose() => source.Dispose();
    }

    private sealed class Transaction(ITransaction transaction, string prefix, SettledEnds? settled) : ITransaction
    {
        private readonly HashSet<TopicPartition> _written = [];

        public void Append(
            TopicPartition to,
            ReadOnlySpan<byte> key,
            ReadOnlySpan<byte> value,
            ReadOnlySpan<byte> headers,
            long timestampMs,
            bool hasKey = true,
            bool hasValue = true
        )
        {
            transaction.Append(In(prefix, to), key, value, headers, timestampMs, hasKey, hasValue);
            _written.Add(In(prefix, to));
        }

        public void PutState(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
            transaction.PutState(partition, key, value);

        public void Commit(IReadOnlyList<Progress> progress)
        {
            transaction.Commit([.. progress.Select(p => p with { Partition = In(prefix, p.Partition) })]);
            foreach (var partition in _written)
                settled?.Wait(partition);
            _written.Clear();
        }

        public void Abort() => transaction.Abort();

        public Progress? ReadProgress(TopicPartition partition) =>
            transaction.ReadProgress(In(prefix, partition)) is { } found ? found with { Partition = partition } : null;

        public void RestoreState(int partition, StateVisitor each) => transaction.RestoreState(partition, each);

        public void Dispose() => transaction.Dispose();
    }
}
