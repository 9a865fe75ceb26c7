using StreamScoring.Benchmarks.Cluster.Jobs;
using StreamScoring.Benchmarks.Cluster.Workers;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Benchmarks.Cluster.Throughput;

/// <summary>One comparison: a job, how it delivers, on how many threads.</summary>
internal sealed record Scenario(ClusterJob Job, Delivery Delivery, int Threads)
{
    /// <summary>All that are measured, those with the same input one after the other.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. from job in (ClusterJob[])[ClusterJob.LumaJson, ClusterJob.LumaAvro, ClusterJob.Ffnn]
        from delivery in (Delivery[])[Delivery.AtLeastOnce, Delivery.ExactlyOnce]
        from threads in (int[])[1, 2]
        select new Scenario(job, delivery, threads),
        .. from job in (ClusterJob[])[ClusterJob.LumaHistoryJson, ClusterJob.LumaHistoryAvro, ClusterJob.VisitorCount]
        from threads in (int[])[1, 2]
        select new Scenario(job, Delivery.ExactlyOnce, threads),
    ];

    public string Title =>
        $"{Job.Title()}, {(Delivery == Delivery.ExactlyOnce ? "exactly" : "at least")} once, {Threads} thread{(Threads > 1 ? "s" : "")}";

    /// <summary>Who takes part. The rival on one thread: there the comparison is plainest, and two would double its time, the longest of all.</summary>
    public IReadOnlyList<ContenderKind> Contenders =>
        Job.HasRival() && Threads == 1
            ? [ContenderKind.PassThrough, ContenderKind.Product, ContenderKind.Streamiz]
            : [ContenderKind.PassThrough, ContenderKind.Product];
}

/// <summary>What the laps of a contender came to.</summary>
internal sealed record ThroughputResult(
    Scenario Scenario,
    ContenderKind Contender,
    double EventBytes,
    int ResultBytes,
    IReadOnlyList<LapCost> Laps
);
