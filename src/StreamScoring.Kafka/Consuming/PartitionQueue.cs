using Confluent.Kafka;
using StreamScoring.Pipeline.Ports;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Consuming;

/// <summary>How much may wait in one partition.</summary>
internal readonly record struct QueueLimits(int Records, int Bytes);

/// <summary>What was read of one partition and not yet polled, in one ownership. Everything here is used under the source's lock.</summary>
internal sealed class PartitionQueue(TopicPartition partition, QueueLimits limits, ChunkPool pool)
{
    private const int LooksAtClockEvery = 16;
    private readonly Queue<RecordBatch> _chunks = new();
    private RecordBatch? _tail;
    private int _head;
    private long _records;
    private long _bytes;
    private long _expected;

    public TopicPartition Partition => partition;

    /// <summary>Whether the worker knows that it owns the partition.</summary>
    public bool IsTold { get; set; }

    /// <summary>Whether the worker wants none of its records for now.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Whether the client was told to stop fetching.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Where the client must go on; what it still delivers is of before.</summary>
    public long? SeekTo { get; private set; }

    /// <summary>Broken bytes behind everything that waits.</summary>
    public CorruptRecordException? Corrupt { get; set; }

    /// <summary>Where the next record will be, at least; -1 before the first was handed out or sought.</summary>
    public long Position { get; private set; } = -1;

    /// <summary>The end at which the client stood after what waits; -1 when it does not stand at the end.</summary>
    public long EndReached { get; private set; } = -1;

    public bool IsEmpty => _records == 0;

    /// <summary>Since when it has been full, a timestamp; -1 when it is not.</summary>
    public long FullSince { get; set; } = -1;

    public bool IsFull => _records >= limits.Records || _bytes >= limits.Bytes;

    public bool IsHalfEmpty => _records <= limits.Records / 2 && _bytes <= limits.Bytes / 2;

    public void Add(Staging staging, ConsumeResult<StagedSpan, StagedSpan> record)
    {
        // What the client delivers of before a seek or an earlier ownership is not wanted again.
        if (SeekTo is not null || Corrupt is not null || record.Offset.Value < _expected)
            return;
        _expected = record.Offset.Value + 1;
        var size = staging.Stage(record);
        if (_tail is null || _tail.Count == _tail.Capacity || _tail.Bytes >= ChunkPool.ChunkBytes)
        {
            _tail = pool.Take(record.Offset.Value);
            _chunks.Enqueue(_tail);
        }

        staging.AddTo(_tail, record);
        _records++;
        _bytes += size;
        EndReached = -1;
    }

    public void ReachEnd(long offset)
    {
        if (SeekTo is not null || Corrupt is not null)
            return;
        EndReached = offset;
    }

    /// <summary>Hands out what waits. Returns false when nothing does.</summary>
    public bool Take(RecordBatch into, int maxBytes)
    {
        if (IsEmpty)
            return false;
        into.Reset(_chunks.Peek().Offset(_head));
        while (into.Count < into.Capacity && !IsEmpty)
        {
            if (into.Count % LooksAtClockEvery == 0 && into.IsDue)
                break;
            var chunk = _chunks.Peek();
            var size = chunk.Key(_head).Length + chunk.Value(_head).Length + chunk.Headers(_head).Length;
            if (into.Count > 0 && into.Bytes + size > maxBytes)
                break;
            Copy(chunk, _head, into);
            _records--;
            _bytes -= size;
            if (++_head == chunk.Count)
                Recycle();
        }

        Position = into.NextOffset;
        return true;
    }

    /// <summary>Goes on elsewhere; what waits is forgotten.</summary>
    public void Seek(long offset)
    {
        while (_chunks.Count > 0)
            Recycle();
        (_records, _bytes) = (0, 0);
        (SeekTo, Position, EndReached, Corrupt) = (offset, offset, -1, null);
        _expected = offset;
    }

    /// <summary>The client has gone there.</summary>
    public void Sought() => SeekTo = null;

    private static void Copy(RecordBatch from, int index, RecordBatch into) =>
        into.Add(
            from.Offset(index),
            from.TimestampMs(index),
            from.HasKey(index),
            from.Key(index),
            from.HasValue(index),
            from.Value(index),
            from.Headers(index)
        );

    private void Recycle()
    {
        var chunk = _chunks.Dequeue();
        _head = 0;
        if (ReferenceEquals(chunk, _tail))
            _tail = null;
        pool.Return(chunk);
    }
}
