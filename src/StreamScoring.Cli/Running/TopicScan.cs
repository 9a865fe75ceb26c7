using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Running;

/// <summary>Which records of a topic's partitions are meant.</summary>
/// <param name="FromMs">From this time on, ms since the epoch.</param>
/// <param name="ToMs">Up to this time, not included.</param>
/// <param name="Last">Only so many of the newest of each partition.</param>
internal readonly record struct ScanRange(long? FromMs = null, long? ToMs = null, long? Last = null);

/// <summary>Goes through a topic from outside any group.</summary>
internal static class TopicScan
{
    private const int BatchRecords = 256;
    private const int BatchBytes = 1 << 20;

    /// <summary>Hands every record of one partition to <paramref name="each"/>; broken bytes are passed over and told to standard error.</summary>
    public static void Run(ILog log, string topic, int partition, ScanRange range, Action<RecordBatch, int> each)
    {
        using var reader = log.OpenReader(topic, partition);
        var (at, end) = reader.Bounds();
        if (range.FromMs is { } start)
            at = Math.Max(at, reader.OffsetAt(start));
        if (range.ToMs is { } stop)
            end = Math.Min(end, reader.OffsetAt(stop));
        if (range.Last is { } n)
            at = FirstOfLast(reader, at, end, n);
        Read(reader, at, end, each);
    }

    /// <summary>The record at exactly that offset, handed over; false when there is none.</summary>
    public static bool One(ILog log, TopicPartition partition, long offset, Action<RecordBatch, int> take)
    {
        using var reader = log.OpenReader(partition.Topic, partition.Partition);
        var (start, end) = reader.Bounds();
        var batch = new RecordBatch(1);
        if (offset < start || offset >= end || reader.Read(offset, batch, BatchBytes) == 0 || batch.Offset(0) != offset)
            return false;
        take(batch, 0);
        return true;
    }

    // A log may leave gaps, so that the newest n records can lie further back than n offsets.
    private static long FirstOfLast(IPartitionReader reader, long start, long end, long n)
    {
        if (n == 0)
            return end;
        for (var back = n; ; back = back > long.MaxValue / 2 ? long.MaxValue : back * 2)
        {
            var from = end - start <= back ? start : end - back;
            var newest = new Queue<long>();
            Read(
                reader,
                from,
                end,
                (batch, i) =>
                {
                    newest.Enqueue(batch.Offset(i));
                    if (newest.Count > n)
                        newest.Dequeue();
                }
            );
            if (newest.Count == n || from == start)
                return newest.Count > 0 ? newest.Peek() : end;
        }
    }

    private static void Read(IPartitionReader reader, long at, long end, Action<RecordBatch, int> each)
    {
        var batch = new RecordBatch(BatchRecords);
        while (at < end)
        {
            try
            {
                reader.Read(at, batch, BatchBytes);
            }
            catch (CorruptRecordException e)
            {
                Console.Error.WriteLine($"warning: {e.Message}");
                at = e.NextOffset;
                continue;
            }

            for (var i = 0; i < batch.Count && batch.Offset(i) < end; i++)
                each(batch, i);
            if (batch.NextOffset <= at)
                return;
            at = batch.NextOffset;
        }
    }
}
