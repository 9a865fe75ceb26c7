namespace StreamScoring.Cli.Running;

/// <summary>
/// How far the pipeline is with what was fed, by what is committed; and when each event entered the log, so that latency is measured from the sender's hand to the
/// committed score. Thread-safe.
/// </summary>
internal sealed class FeedTimes(TimeProvider timer, LatencyWindow latencies)
{
    private readonly SortedDictionary<int, Partition> _partitions = [];
    private long _total;

    /// <summary>Events scored and committed, of this run and earlier ones.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Says where a partition ends before feeding, and up to where it is scored.</summary>
    public void Begin(int partition, long end, long committed)
    {
        lock (_partitions)
            _partitions[partition] = new Partition { Timed = end, Committed = committed };
        Interlocked.Add(ref _total, committed);
    }

    /// <summary>An event is handed to the log, the next of its partition.</summary>
    public void Fed(int partition)
    {
        lock (_partitions)
            _partitions[partition].Times.Enqueue(timer.GetTimestamp());
    }

    /// <summary>Everything of a partition before <paramref name="nextOffset"/> is scored and committed.</summary>
    public void Scored(int partition, long nextOffset)
    {
        lock (_partitions)
        {
            if (!_partitions.TryGetValue(partition, out var p) || nextOffset <= p.Committed)
                return;
            Interlocked.Add(ref _total, nextOffset - p.Committed);
            p.Committed = nextOffset;
            while (p.Timed < nextOffset && p.Times.TryDequeue(out var fed))
            {
                p.Timed++;
                latencies.Add((long)timer.GetElapsedTime(fed).TotalNanoseconds);
            }
        }
    }

    private sealed class Partition
    {
        public Queue<long> Times { get; } = [];

        public long Timed { get; set; }

        public long Committed { get; set; }
    }
}
