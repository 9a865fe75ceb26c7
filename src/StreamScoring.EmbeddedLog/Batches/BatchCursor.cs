using System.Buffers;
using System.Buffers.Binary;
using StreamScoring.EmbeddedLog.Topics;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Batches;

/// <summary>
/// A reader's place inside one batch. It keeps a checked copy of the batch's bytes, so that a batch read in several pieces is fetched and checked once.
/// </summary>
internal sealed class BatchCursor(PartitionLog partition) : IDisposable
{
    // Records between two looks at the clock.
    private const int LooksAtDeadline = 32;

    private byte[] _buffer = [];
    private int _length;
    private int _position;
    private long _baseOffset;
    private long _nextOffset;

    /// <summary>Whether the batch at hand reaches beyond that offset and begins at or before it.</summary>
    public bool Covers(long offset) => _length > 0 && _baseOffset <= offset && offset < _nextOffset;

    /// <summary>One past the last offset of the batch at hand.</summary>
    public long NextOffset => _nextOffset;

    /// <summary>Takes a copy of a batch. Throws <see cref="CorruptRecordException"/> when it is broken.</summary>
    public void Load(ReadOnlySpan<byte> batch, long baseOffset, long nextOffset, long wantedOffset)
    {
        _length = 0;
        if (BatchFormat.Fault(batch, partition.Id, baseOffset) is { } fault)
            throw Corrupt(Math.Max(baseOffset, wantedOffset), nextOffset, fault);
        if (_buffer.Length < batch.Length)
        {
            Return();
            _buffer = ArrayPool<byte>.Shared.Rent(batch.Length);
        }

        batch.CopyTo(_buffer);
        (_length, _position, _baseOffset, _nextOffset) = (batch.Length, BatchFormat.HeaderBytes, baseOffset, nextOffset);
    }

    /// <summary>Adds records from <paramref name="offset"/> on and before <paramref name="limit"/>. Returns false when <paramref name="into"/> takes no more, true when the batch is used up.</summary>
    public bool Fill(long offset, RecordBatch into, int maxBytes, long limit = long.MaxValue)
    {
        var batch = _buffer.AsSpan(0, _length);
        if (_position >= _length || NextRecord(batch).Offset > offset)
            _position = BatchFormat.HeaderBytes;
        while (_position < _length)
        {
            var record = NextRecord(batch);
            if (record.Offset >= offset)
            {
                if (record.Offset >= limit || into.Count == into.Capacity || (into.Count > 0 && into.Bytes + record.Bytes > maxBytes))
                    return false;
                if (into.Count % LooksAtDeadline == LooksAtDeadline - 1 && into.IsDue)
                    return false;
                var key = batch.Slice(_position + BatchFormat.RecordBytes, Math.Max(record.KeyLength, 0));
                var value = batch.Slice(_position + BatchFormat.RecordBytes + key.Length, Math.Max(record.ValueLength, 0));
                var headers = batch.Slice(_position + BatchFormat.RecordBytes + key.Length + value.Length, record.HeadersLength);
                into.Add(record.Offset, record.TimestampMs, record.KeyLength >= 0, key, record.ValueLength >= 0, value, headers);
            }

            _position += BatchFormat.RecordBytes + record.Bytes;
        }

        into.NextOffset = _nextOffset;
        return true;
    }

    /// <summary>The first offset in the batch, from its beginning, whose timestamp is at least that; null when none is.</summary>
    public long? OffsetAt(long timestampMs)
    {
        var batch = _buffer.AsSpan(0, _length);
        for (_position = BatchFormat.HeaderBytes; _position < _length; )
        {
            var record = NextRecord(batch);
            if (record.TimestampMs >= timestampMs)
                return record.Offset;
            _position += BatchFormat.RecordBytes + record.Bytes;
        }

        return null;
    }

    public void Dispose() => Return();

    private RecordHead NextRecord(ReadOnlySpan<byte> batch)
    {
        var head = batch[_position..];
        if (head.Length < BatchFormat.RecordBytes)
            throw Corrupt(_baseOffset, _nextOffset, "a record is cut off");
        var record = new RecordHead(
            _baseOffset + BinaryPrimitives.ReadInt32LittleEndian(head),
            BinaryPrimitives.ReadInt32LittleEndian(head[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(head[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(head[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(head[16..])
        );
        return record.IsWithin(head.Length - BatchFormat.RecordBytes)
            ? record
            : throw Corrupt(_baseOffset, _nextOffset, "a record has impossible lengths");
    }

    private CorruptRecordException Corrupt(long offset, long nextOffset, string fault) =>
        new(
            partition.Name,
            offset,
            nextOffset,
            $"{partition.Name}: the batch that holds offset {offset} is broken: {fault}; reading can go on at offset {nextOffset}"
        );

    private void Return()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private readonly record struct RecordHead(long Offset, int KeyLength, int ValueLength, int HeadersLength, long TimestampMs)
    {
        public int Bytes => Math.Max(KeyLength, 0) + Math.Max(ValueLength, 0) + HeadersLength;

        public bool IsWithin(int available) =>
            KeyLength >= -1
            && ValueLength >= -1
            && HeadersLength >= 0
            && Math.Max(KeyLength, 0) + (long)Math.Max(ValueLength, 0) + HeadersLength <= available;
    }
}
