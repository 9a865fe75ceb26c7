using StreamScoring.EmbeddedLog.Batches;
using StreamScoring.EmbeddedLog.Storage;
using StreamScoring.EmbeddedLog.Topics;

namespace StreamScoring.EmbeddedLog.Reading;

/// <summary>Finds batches in the index, on one connection. Used by one thread at a time.</summary>
internal sealed class BatchQueries : IDisposable
{
    private readonly Database _database;
    private readonly Statement _load;
    private readonly Statement _start;
    private readonly Statement _last;
    private readonly Statement _index;

    public BatchQueries(Database database)
    {
        _database = database;
        _load = new Statement(
            database,
            """
            SELECT b.base_offset, b.next_offset, d.bytes FROM batch b JOIN blob d ON d.id = b.blob_id
            WHERE b.partition_id = ?1 AND b.next_offset > ?2 ORDER BY b.next_offset LIMIT 1
            """
        );
        _start = new Statement(database, "SELECT base_offset FROM batch WHERE partition_id = ?1 ORDER BY next_offset LIMIT 1");
        _last = new Statement(database, "SELECT next_offset, high_ms FROM batch WHERE partition_id = ?1 ORDER BY next_offset DESC LIMIT 1");
        _index = new Statement(
            database,
            "SELECT base_offset, next_offset, high_ms FROM batch WHERE partition_id = ?1 AND next_offset > ?2 ORDER BY next_offset LIMIT 1"
        );
    }

    /// <summary>Loads the batch that holds <paramref name="offset"/>, or the first one behind it. Returns false when there is none.</summary>
    public bool Load(PartitionLog partition, long offset, BatchCursor into)
    {
        if (!_load.Bind(1, partition.Id).Bind(2, offset).Step())
            return false;
        try
        {
            into.Load(_load.Blob(2), _load.Int64(0), _load.Int64(1), offset);
            return true;
        }
        finally
        {
            _load.Reset();
        }
    }

    /// <summary>The first offset kept; 0 in an empty partition.</summary>
    public long Start(PartitionLog partition) => _start.Bind(1, partition.Id).Step() ? Take(_start, 0) : 0;

    /// <summary>One past the last committed offset, and the largest timestamp so far.</summary>
    public (long End, long HighMs) Last(PartitionLog partition)
    {
        if (!_last.Bind(1, partition.Id).Step())
            return (0, long.MinValue);
        var found = (_last.Int64(0), _last.Int64(1));
        _last.Reset();
        return found;
    }

    /// <summary>
    /// The base offset of the first batch from <paramref name="start"/> to <paramref name="end"/> in which the largest timestamp so far reaches <paramref name="timestampMs"/>; null when none does.
    /// A binary search over offsets, each probe one seek in the index.
    /// </summary>
    public long? FirstBatchAt(PartitionLog partition, long start, long end, long timestampMs)
    {
        var (low, high) = (start, end);
        long? found = null;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (!_index.Bind(1, partition.Id).Bind(2, middle).Step())
            {
                high = middle;
                continue;
            }

            var (baseOffset, nextOffset, highMs) = (_index.Int64(0), _index.Int64(1), _index.Int64(2));
            _index.Reset();
            if (highMs >= timestampMs)
            {
                found = baseOffset;
                high = Math.Min(middle, baseOffset);
            }
            else
            {
                low = nextOffset;
            }
        }

        return found;
    }

    public void Dispose()
    {
        _load.Dispose();
        _start.Dispose();
        _last.Dispose();
        _index.Dispose();
        _database.Dispose();
    }

    private static long Take(Statement row, int column)
    {
        var value = row.Int64(column);
        row.Reset();
        return value;
    }
}
