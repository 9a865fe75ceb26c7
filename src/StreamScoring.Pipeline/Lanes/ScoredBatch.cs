using StreamScoring.Events;
using StreamScoring.Graphs.Planning;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>One batch after scoring, as observers and later steps see it. Valid during the call only: the lane reuses it.</summary>
public sealed class ScoredBatch
{
    internal ScoredBatch(EventBatch events, IReadOnlyList<ServiceRun> services)
    {
        Events = events;
        Services = services;
    }

    /// <summary>The records that the events were decoded from; those that were forwarded elsewhere are among them.</summary>
    public RecordBatch Records { get; internal set; } = null!;

    /// <summary>Where the events came from.</summary>
    public TopicPartition Partition { get; internal set; }

    /// <summary>The events.</summary>
    public EventBatch Events { get; }

    /// <summary>What each service of the active set computed.</summary>
    public IReadOnlyList<ServiceRun> Services { get; }

    /// <summary>Time spent decoding and admitting, ns.</summary>
    public long DecodeNs { get; internal set; }

    /// <summary>Time spent in graphs and models, ns.</summary>
    public long ScoreNs { get; internal set; }

    /// <summary>Time spent encoding and appending, ns.</summary>
    public long PublishNs { get; internal set; }
}

/// <summary>One service's computation of the batch.</summary>
/// <param name="Name">The service.</param>
/// <param name="Revision">The hash of its graph.</param>
/// <param name="Runner">Its graph in this lane, holding the batch's columns.</param>
public sealed record ServiceRun(string Name, string Revision, GraphRunner Runner)
{
    /// <summary>Time that its graph and models took for the batch, ns.</summary>
    public long ElapsedNs { get; internal set; }
}
