using StreamScoring.EmbeddedLog.Batches;

namespace StreamScoring.TestKit.Logs.Memory;

/// <summary>The stored batches of one partition. Used under the store's lock.</summary>
internal sealed class MemoryPartition(int segmentBytes, bool keepsOneSegment)
{
    private readonly List<StoredBatch> _batches = new(Math.Max(64, segmentBytes / 1024));
    private byte[] _segment = new byte[segmentBytes];
    private int _used;
    private int _first;

    /// <summary>Offsets at which reading fails.</summary>
    public List<long> Corrupt { get; } = [];

    /// <summary>The first offset kept.</summary>
    public long Start => _first < _batches.Count ? _batches[_first].BaseOffset : 0;

    /// <summary>The first broken offset from <paramref name="offset"/> on; <see cref="long.MaxValue"/> when there is none.</summary>
    public long FirstCorrupt(long offset)
    {
        foreach (var corrupt in Corrupt)
        {
            if (corrupt >= offset)
                return corrupt;
        }

        return long.MaxValue;
    }

    public void Add(SealedBatch batch, long baseOffset, long highMs)
    {
        var start = Reserve(batch.Length);
        batch.Bytes.CopyTo(_segment.AsSpan(start));
        _batches.Add(new StoredBatch(_segment, start, batch.Length, baseOffset, baseOffset + batch.Records, highMs));
    }

    /// <summary>Loads the batch that holds an offset, or the next. Returns false when there is none.</summary>
    public bool Load(long offset, BatchCursor into)
    {
        var index = FirstIndex(offset, static (batch, wanted) => batch.NextOffset > wanted);
        if (index == _batches.Count)
            return false;
        var found = _batches[index];
        into.Load(found.Segment.AsSpan(found.Start, found.Length), found.BaseOffset, found.NextOffset, offset);
        return true;
    }

    /// <summary>The base offset of the first batch in which the largest timestamp so far reaches that; null when none does.</summary>
    public long? FirstBatchAt(long timestampMs)
    {
        var index = FirstIndex(timestampMs, static (batch, wanted) => batch.HighMs >= wanted);
        return index < _batches.Count ? _batches[index].BaseOffset : null;
    }

    private int FirstIndex(long wanted, Func<StoredBatch, long, bool> reached)
    {
        var (low, high) = (_first, _batches.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (reached(_batches[middle], wanted))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private int Reserve(int length)
    {
        if (_segment.Length - _used < length)
        {
            // Going round in the one segment, the oldest batches are those behind the place that was written last.
            if (keepsOneSegment)
                Drop(_used, int.MaxValue);
            if (!keepsOneSegment || length > _segment.Length)
                _segment = new byte[Math.Max(segmentBytes, length)];
            _used = 0;
        }

        if (keepsOneSegment)
            Drop(_used, _used + length);
        _used += length;
        return _used - length;
    }

    private void Drop(int from, int to)
    {
        while (_first < _batches.Count && _batches[_first].Start >= from && _batches[_first].Start < to)
            _first++;
        if (_first < 512 || _first * 2 < _batches.Count)
            return;
        _batches.RemoveRange(0, _first);
        _first = 0;
    }

    private readonly record struct StoredBatch(byte[] Segment, int Start, int Length, long BaseOffset, long NextOffset, long HighMs);
}
