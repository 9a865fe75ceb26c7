namespace StreamScoring.Benchmarks.Measuring;

/// <summary>What a number of events cost.</summary>
/// <param name="Events">How many; at least 1.</param>
/// <param name="CpuNs">CPU time of the whole process: its own threads, the collector's and the compiler's, ns.</param>
/// <param name="AllocatedBytes">Bytes that all threads took from the managed heap.</param>
internal readonly record struct Cost(long Events, double CpuNs, long AllocatedBytes)
{
    public double CpuNsPerEvent => CpuNs / Events;

    public double BytesPerEvent => (double)AllocatedBytes / Events;
}
