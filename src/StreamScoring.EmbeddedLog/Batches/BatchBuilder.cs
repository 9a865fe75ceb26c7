using System.Buffers;
using StreamScoring.EmbeddedLog.Topics;

namespace StreamScoring.EmbeddedLog.Batches;

/// <summary>Collects the records of one transaction for one partition, in the very bytes that are stored. Buffers are rented and given back with <see cref="Clear"/>.</summary>
internal sealed class BatchBuilder(PartitionLog partition, int batchBytes) : IDisposable
{
    private readonly List<SealedBatch> _sealed = [];
    private byte[] _buffer = [];
    private int _length = BatchFormat.HeaderBytes;
    private int _records;
    private long _firstMs;
    private long _lastMs;
    private long _maxMs;

    public PartitionLog Partition => partition;

    public bool IsEmpty => _records == 0 && _sealed.Count == 0;

    public void Append(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> headers,
        long timestampMs,
        bool hasKey,
        bool hasValue
    )
    {
        var bytes = BatchFormat.RecordBytes + key.Length + value.Length + headers.Length;
        if (_records > 0 && _length + bytes > batchBytes)
            Seal();
        if (_buffer.Length - _length < bytes)
            Grow(_length + bytes);
        var target = _buffer.AsSpan(_length, bytes);
        BatchFormat.WriteRecord(target, _records, hasKey ? key.Length : -1, hasValue ? value.Length : -1, headers.Length, timestampMs);
        key.CopyTo(target[BatchFormat.RecordBytes..]);
        value.CopyTo(target[(BatchFormat.RecordBytes + key.Length)..]);
        headers.CopyTo(target[(BatchFormat.RecordBytes + key.Length + value.Length)..]);
        _length += bytes;
        _firstMs = _records == 0 ? timestampMs : _firstMs;
        _lastMs = timestampMs;
        _maxMs = _records == 0 ? timestampMs : Math.Max(_maxMs, timestampMs);
        _records++;
    }

    /// <summary>Closes the last batch and hands out all; they stay the builder's.</summary>
    public List<SealedBatch> Finish()
    {
        if (_records > 0)
            Seal();
        return _sealed;
    }

    /// <summary>Forgets everything; keeps one buffer.</summary>
    public void Clear()
    {
        foreach (var batch in _sealed)
        {
            if (_buffer.Length == 0 && batch.Buffer.Length <= 2 * batchBytes)
                _buffer = batch.Buffer;
            else
                ArrayPool<byte>.Shared.Return(batch.Buffer);
        }

        _sealed.Clear();
        Restart();
    }

    public void Dispose()
    {
        Clear();
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Seal()
    {
        BatchFormat.WriteContent(_buffer.AsSpan(0, _length), _records);
        _sealed.Add(new SealedBatch(_buffer, _length, _records, _firstMs, _lastMs, _maxMs));
        _buffer = [];
        Restart();
    }

    private void Restart()
    {
        _length = BatchFormat.HeaderBytes;
        _records = 0;
    }

    private void Grow(int atLeast)
    {
        var fresh = ArrayPool<byte>.Shared.Rent(Math.Max(atLeast, Math.Min(batchBytes, Math.Max(4096, _buffer.Length * 2))));
        _buffer.AsSpan(0, Math.Min(_length, _buffer.Length)).CopyTo(fresh);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = fresh;
    }
}
