namespace StreamScoring.Cli.Running;

/// <summary>The newest latencies, for percentiles that say how it goes now; and all of them in a histogram, for the summary. Thread-safe.</summary>
internal sealed class LatencyWindow
{
    private const int Size = 2048;

    private readonly long[] _newest = new long[Size];
    private readonly long[] _histogram = new long[64 * 16];
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Add(long latencyNs)
    {
        lock (_newest)
        {
            _newest[_count++ % Size] = latencyNs;
            _histogram[Bucket(latencyNs)]++;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        lock (_newest)
        {
            _count = 0;
            Array.Clear(_histogram);
        }
    }

    /// <summary>A percentile (0 to 1) of the newest latencies, ns; 0 while there are none.</summary>
    public long Newest(double percentile)
    {
        lock (_newest)
        {
            var n = (int)Math.Min(_count, Size);
            if (n == 0)
                return 0;
            var sorted = _newest.AsSpan(0, n).ToArray();
            Array.Sort(sorted);
            return sorted[Math.Min((int)(percentile * n), n - 1)];
        }
    }

    /// <summary>A percentile (0 to 1) of all latencies, ns, to about 6 %.</summary>
    public long Overall(double percentile)
    {
        lock (_newest)
        {
            var rank = (long)(percentile * _count);
            for (var b = 0; b < _histogram.Length; b++)
            {
                rank -= _histogram[b];
                if (rank < 0)
                    return Upper(b);
            }

            return 0;
        }
    }

    private static int Bucket(long ns)
    {
        if (ns < 16)
            return (int)Math.Max(ns, 0);
        var log = 63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)ns);
        return ((log - 3) * 16) + (int)((ns >> (log - 4)) & 15);
    }

    private static long Upper(int bucket)
    {
        if (bucket < 16)
            return bucket;
        var log = (bucket / 16) + 3;
        return ((16L + (bucket % 16) + 1) << (log - 4)) - 1;
    }
}
