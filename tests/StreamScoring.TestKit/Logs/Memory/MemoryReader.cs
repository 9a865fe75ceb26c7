using StreamScoring.EmbeddedLog.Batches;
using StreamScoring.EmbeddedLog.Topics;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.TestKit.Logs.Memory;

/// <summary>Reads one partition of an in-memory log.</summary>
internal sealed class MemoryReader(InMemoryStore store, MemoryPartition stored, PartitionLog partition) : IPartitionReader
{
    private readonly BatchCursor _cursor = new(partition);

    public (long Start, long End) Bounds()
    {
        lock (store.Lock)
            return (stored.Start, partition.End);
    }

    public long OffsetAt(long timestampMs)
    {
        lock (store.Lock)
        {
            for (
                var from = stored.FirstBatchAt(timestampMs);
                from < partition.End && stored.Load(from.Value, _cursor);
                from = _cursor.NextOffset
            )
            {
                if (_cursor.OffsetAt(timestampMs) is { } offset)
                    return offset;
            }

            return partition.End;
        }
    }

    public int Read(long offset, RecordBatch into, int maxBytes)
    {
        into.Reset(offset);
        lock (store.Lock)
        {
            var last = partition.End;
            var broken = stored.FirstCorrupt(offset);
            if (broken == offset && offset < last)
            {
                throw new CorruptRecordException(
                    partition.Name,
                    offset,
                    offset + 1,
                    $"{partition.Name}: the record at offset {offset} was told to be broken; reading can go on at offset {offset + 1}"
                );
            }

            while (into.NextOffset < Math.Min(last, broken) && !into.IsDue)
            {
                if (!_cursor.Covers(into.NextOffset) && !stored.Load(into.NextOffset, _cursor))
                {
                    into.NextOffset = last;
                    break;
                }

                if (!_cursor.Fill(into.NextOffset, into, maxBytes, broken))
                    break;
            }
        }

        return into.Count;
    }

    public void Dispose() => _cursor.Dispose();
}
