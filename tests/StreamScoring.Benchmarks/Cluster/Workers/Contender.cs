using StreamScoring.Benchmarks.Cluster.Jobs;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Benchmarks.Cluster.Workers;

/// <summary>Who does a job.</summary>
internal enum ContenderKind
{
    /// <summary>A worker of the product's shape, on its source and writer, that decodes nothing.</summary>
    PassThrough,

    /// <summary>The product.</summary>
    Product,

    /// <summary>The same job written for Streamiz.Kafka.Net.</summary>
    Streamiz,
}

/// <summary>What a worker process is started for.</summary>
internal sealed record Engagement(ContenderKind Kind, ClusterJob Job, Delivery Delivery, int Threads, string Bootstrap);

/// <summary>One run over a topic, from its beginning, in the name of a new group.</summary>
/// <param name="Input">The topic read.</param>
/// <param name="Prefix">What the names of the group and of every other topic begin with.</param>
/// <param name="Events">How many events there are; -1: until told to stop.</param>
/// <param name="OutputBytes">How many bytes of an event a pass-through writes.</param>
internal sealed record Lap(string Input, string Prefix, int Events, int OutputBytes)
{
    public string Group => Prefix + "group";

    public string Output => Prefix + "scores";

    public string Rekeyed => Prefix + "rekeyed";
}

/// <summary>Does one job, lap by lap, in a process of its own.</summary>
internal abstract class Contender : IDisposable
{
    /// <summary>A lap to its end, or until <paramref name="stop"/>. Returns what it cost from the first event on.</summary>
    public abstract LapCost Run(Lap lap, CancellationToken stop);

    public virtual void Dispose() { }
}
