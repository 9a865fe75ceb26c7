using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Inbox;

/// <summary>The writer of a process that does not hold the log: a commit is left in the inbox, and returns once the holder has written it.</summary>
internal sealed class PostWriter(EmbeddedLog log, string group, PostBox box, IReadOnlyCollection<TopicSpec> topics) : ITransaction
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly List<PostedRecord> _records = [];

    public void Append(
        TopicPartition to,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> headers,
        long timestampMs,
        bool hasKey = true,
        bool hasValue = true
    ) =>
        _records.Add(
            new PostedRecord(to, hasKey ? key.ToArray() : null, hasValue ? value.ToArray() : null, headers.ToArray(), timestampMs)
        );

    public void PutState(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        throw new LogException("another process holds the log; only that one changes state");

    public void Commit(IReadOnlyList<Progress> progress)
    {
        if (progress.Count > 0)
            throw new LogException("another process holds the log; only that one moves a group on");
        if (_records.Count == 0)
            return;
        try
        {
            box.Leave(new Post([.. topics], _records), s_patience);
        }
        finally
        {
            _records.Clear();
        }
    }

    public void Abort() => _records.Clear();

    public Progress? ReadProgress(TopicPartition partition) => log.ReadProgress(group, partition);

    public void RestoreState(int partition, StateVisitor each) => log.ReadState(group, partition, each);

    public void Dispose() => _records.Clear();
}
