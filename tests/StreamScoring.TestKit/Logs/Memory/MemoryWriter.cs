using StreamScoring.EmbeddedLog.Groups;
using StreamScoring.EmbeddedLog.Writing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.TestKit.Logs.Memory;

/// <summary>The transactions of one worker thread.</summary>
internal sealed class MemoryWriter(InMemoryStore store, CommitSignal signal, WriterIdentity identity, PendingWrites pending) : ITransaction
{
    public void Append(
        TopicPartition to,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> headers,
        long timestampMs,
        bool hasKey = true,
        bool hasValue = true
    ) => pending.Append(to, key, value, headers, timestampMs, hasKey, hasValue);

    public void PutState(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => pending.PutState(partition, key, value);

    public void Commit(IReadOnlyList<Progress> progress)
    {
        if (pending.IsEmpty && progress.Count == 0)
            return;
        try
        {
            store.Commit(identity, pending, progress);
        }
        finally
        {
            pending.Clear();
        }

        signal.Raise();
    }

    public void Abort() => pending.Clear();

    public Progress? ReadProgress(TopicPartition partition) => store.ReadProgress(identity.Group, partition);

    public void RestoreState(int partition, StateVisitor each)
    {
        foreach (var (key, value) in store.ReadState(identity.Group, partition))
            each(key, value);
    }

    public void Dispose() => pending.Dispose();
}
