using System.Text;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Serving;

/// <summary>
/// The newest decision of each placement for people of the partitions that this process owns, read from the compacted topic that it also writes: what is answered is
/// committed. Keeps where each stands and reads it when asked. Listens to the pipeline for which partitions those are. Thread-safe.
/// </summary>
public sealed class LatestDecisions(ILog log, string topic) : IPipelineObserver, IDisposable
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, DecisionIndex> _owned = [];

    /// <inheritdoc/>
    public void Assigned(TopicPartition partition, long nextOffset, int keys, long stateBytes)
    {
        lock (_lock)
            _owned.TryAdd(partition.Partition, new DecisionIndex(log, topic, partition.Partition));
    }

    /// <inheritdoc/>
    public void Revoked(TopicPartition partition)
    {
        DecisionIndex? index;
        lock (_lock)
            _owned.Remove(partition.Partition, out index);
        index?.Dispose();
    }

    /// <summary>Looks for a person. Throws <see cref="LogException"/> when the log does not answer.</summary>
    /// <param name="identity">Namespace and id, such as <c>ECID:38b7…</c>.</param>
    public DecisionAnswer Find(string identity)
    {
        var partitions = log.PartitionCount(topic);
        if (partitions == 0)
            return new DecisionAnswer(-1, 0, true, []);
        var partition = Murmur2Partitioner.PartitionOf(Encoding.UTF8.GetBytes(identity), partitions);
        DecisionIndex? index;
        lock (_lock)
            index = _owned.GetValueOrDefault(partition);
        return index?.Find(identity) is { } found
            ? new DecisionAnswer(partition, partitions, true, found)
            : new DecisionAnswer(partition, partitions, false, []);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var index in _owned.Values)
                index.Dispose();
            _owned.Clear();
        }
    }
}

/// <summary>What is known of a person.</summary>
/// <param name="Partition">The partition that the person belongs to; -1 when nothing was ever decided.</param>
/// <param name="Partitions">Of how many.</param>
/// <param name="IsOwned">Whether this process owns it; if not, another can tell.</param>
/// <param name="Decisions">The newest decision record of each placement, in the order of the placements' names; empty when there is none.</param>
public sealed record DecisionAnswer(int Partition, int Partitions, bool IsOwned, IReadOnlyList<LatestDecision> Decisions);

/// <summary>A decision record as it was published.</summary>
public sealed record LatestDecision(string Placement, byte[] Record);
