namespace StreamScoring.Cli.Running;

/// <summary>When each event entered the log and has not come out scored yet, so that latency is measured from the sender's hand to the committed score. Thread-safe.</summary>
internal sealed class FeedTimes(TimeProvider timer, LatencyWindow latencies)
{
    private readonly SortedDictionary<int, (Queue<long> Times, long First)> _partitions = [];

    /// <summary>Events scored and committed, of this run and earlier ones.</summary>
    public long Total { get; private set; }

    /// <summary>Says where a partition ends before feeding.</summary>
    public void Begin(int partition, long end)
    {
        lock (_partitions)
        {
            _partitions[partition] = (new Queue<long>(), end);
            Total += end;
        }
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
            if (!_partitions.TryGetValue(partition, out var p))
                return;
            while (p.First < nextOffset && p.Times.TryDequeue(out var fed))
            {
                p.First++;
                Total++;
                latencies.Add((long)timer.GetElapsedTime(fed).TotalNanoseconds);
            }

            _partitions[partition] = p;
        }
    }
}
