using StreamScoring.EmbeddedLog.Batches;
using StreamScoring.EmbeddedLog.Topics;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Reading;

/// <summary>Reads one partition. <paramref name="bounds"/> says from where to where it goes.</summary>
internal sealed class PartitionReader(BatchQueries queries, bool ownsQueries, PartitionLog partition, Func<(long Start, long End)> bounds)
    : IPartitionReader
{
    private readonly BatchCursor _cursor = new(partition);

    public (long Start, long End) Bounds() => bounds();

    public long OffsetAt(long timestampMs)
    {
        var (start, last) = bounds();
        // When retention has dropped batches, the largest timestamp so far may come from one of them: go on to the first record that really has it.
        for (
            var from = queries.FirstBatchAt(partition, start, last, timestampMs);
            from < last && queries.Load(partition, from.Value, _cursor);
            from = _cursor.NextOffset
        )
        {
            if (_cursor.OffsetAt(timestampMs) is { } offset)
                return offset;
        }

        return last;
    }

    public int Read(long offset, RecordBatch into, int maxBytes)
    {
        into.Reset(offset);
        // The end is looked at anew each time: what arrives meanwhile is taken, too, until the batch is full or due.
        while (bounds().End is var last && into.NextOffset < last && !into.IsDue)
        {
            try
            {
                if (!_cursor.Covers(into.NextOffset) && !queries.Load(partition, into.NextOffset, _cursor))
                {
                    into.NextOffset = last;
                    break;
                }
            }
            catch (CorruptRecordException) when (into.Count > 0)
            {
                break;
            }

            if (!_cursor.Fill(into.NextOffset, into, maxBytes))
                break;
        }

        return into.Count;
    }

    public void Dispose()
    {
        _cursor.Dispose();
        if (ownsQueries)
            queries.Dispose();
    }
}
