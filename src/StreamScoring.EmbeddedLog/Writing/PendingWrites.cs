using System.Runtime.InteropServices;
using StreamScoring.EmbeddedLog.Batches;
using StreamScoring.EmbeddedLog.Topics;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Writing;

/// <summary>How much a transaction may hold.</summary>
internal readonly record struct WriteLimits(int BatchBytes, int MaxRecordBytes, long MaxTransactionBytes);

/// <summary>What one transaction has collected and nobody sees yet.</summary>
internal sealed class PendingWrites(TopicCatalog topics, WriteLimits limits) : IDisposable
{
    private readonly Dictionary<TopicPartition, BatchBuilder> _byPartition = [];
    private readonly List<BatchBuilder> _builders = [];
    private BatchBuilder? _last;
    private long _bytes;

    public PendingState State { get; } = new();

    /// <summary>The partitions ever written to, in the order of their first record; some may have nothing pending.</summary>
    public ReadOnlySpan<BatchBuilder> Builders => CollectionsMarshal.AsSpan(_builders);

    public bool IsEmpty => _bytes == 0;

    public void Append(
        TopicPartition to,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> headers,
        long timestampMs,
        bool hasKey,
        bool hasValue
    )
    {
        if ((!hasKey && !key.IsEmpty) || (!hasValue && !value.IsEmpty))
            throw new ArgumentException("a null key or value has no bytes", hasKey ? nameof(value) : nameof(key));
        var bytes = (long)key.Length + value.Length + headers.Length;
        if (bytes > limits.MaxRecordBytes)
            throw new RecordTooLargeException($"{to}: a record of {bytes} bytes is larger than the limit of {limits.MaxRecordBytes} bytes");
        Count(bytes + BatchFormat.RecordBytes);
        Builder(to).Append(key, value, headers, timestampMs, hasKey, hasValue);
    }

    public void PutState(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, TopicCatalog.MaxPartitions);
        if ((long)key.Length + value.Length > limits.MaxRecordBytes)
            throw new LogException(
                $"state of {(long)key.Length + value.Length} bytes is larger than the limit of {limits.MaxRecordBytes} bytes"
            );
        Count((long)key.Length + value.Length + 1);
        State.Put(partition, key, value);
    }

    public void Clear()
    {
        foreach (var builder in _builders)
            builder.Clear();
        State.Clear();
        _bytes = 0;
    }

    public void Dispose()
    {
        foreach (var builder in _builders)
            builder.Dispose();
        State.Dispose();
        _builders.Clear();
        _byPartition.Clear();
        _last = null;
    }

    private void Count(long bytes)
    {
        if (_bytes + bytes > limits.MaxTransactionBytes)
            throw new LogException($"a transaction holds more than {limits.MaxTransactionBytes} bytes: commit more often");
        _bytes += bytes;
    }

    private BatchBuilder Builder(TopicPartition to)
    {
        if (_last is { } last && last.Partition.Name == to)
            return last;
        if (!_byPartition.TryGetValue(to, out var builder))
        {
            builder = new BatchBuilder(topics.Partition(to), limits.BatchBytes);
            _byPartition.Add(to, builder);
            _builders.Add(builder);
        }

        return _last = builder;
    }
}
