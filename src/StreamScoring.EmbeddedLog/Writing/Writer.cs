using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Writing;

/// <summary>The transactions of one worker thread.</summary>
internal sealed class Writer(EmbeddedLog log, Committer committer, WriterIdentity identity, PendingWrites pending) : ITransaction
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
            committer.Commit(identity, pending, progress);
        }
        finally
        {
            pending.Clear();
        }
    }

    public void Abort() => pending.Clear();

    public Progress? ReadProgress(TopicPartition partition) => log.ReadProgress(identity.Group, partition);

    public void RestoreState(int partition, StateVisitor each) => log.ReadState(identity.Group, partition, each);

    public void Dispose() => pending.Dispose();
}
