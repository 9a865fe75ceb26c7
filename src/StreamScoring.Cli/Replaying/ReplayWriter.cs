using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Replaying;

/// <summary>Takes what a replay writes, once it is committed. Called on the worker's thread.</summary>
internal abstract class ReplaySink
{
    /// <summary>A record; the value is null for a tombstone.</summary>
    public abstract void Take(string topic, byte[] key, byte[]? value, byte[] headers);

    /// <summary>The state of a key as of the commit; empty when nothing is known of it any more.</summary>
    public virtual void TakeState(byte[] key, byte[] state) { }
}

/// <summary>Holds back what is written until it is committed.</summary>
internal sealed class ReplayWriter(ReplaySink sink) : ITransaction
{
    private readonly List<(string Topic, byte[] Key, byte[]? Value, byte[] Headers)> _records = [];
    private readonly List<(byte[] Key, byte[] State)> _states = [];

    public void Append(
        TopicPartition to,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> headers,
        long timestampMs,
        bool hasKey = true,
        bool hasValue = true
    ) => _records.Add((to.Topic, key.ToArray(), hasValue ? value.ToArray() : null, headers.ToArray()));

    public void PutState(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => _states.Add((key.ToArray(), value.ToArray()));

    public void Commit(IReadOnlyList<Progress> progress)
    {
        foreach (var (topic, key, value, headers) in _records)
            sink.Take(topic, key, value, headers);
        foreach (var (key, state) in _states)
            sink.TakeState(key, state);
        Abort();
    }

    public void Abort()
    {
        _records.Clear();
        _states.Clear();
    }

    public Progress? ReadProgress(TopicPartition partition) => null;

    public void RestoreState(int partition, Pipeline.Ports.StateVisitor each) { }

    public void Dispose() { }
}
