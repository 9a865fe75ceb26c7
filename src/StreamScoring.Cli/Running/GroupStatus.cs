using StreamScoring.Cli.Configuration;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;

namespace StreamScoring.Cli.Running;

/// <summary>How far a group is in one partition.</summary>
/// <param name="Partition">The input partition.</param>
/// <param name="Owner">Who has it; null where nobody has or the log does not know.</param>
/// <param name="Next">The next offset to score; null before anything was.</param>
/// <param name="LagEvents">Offsets between there and the end; 0 when no record waits.</param>
/// <param name="LagMs">How long ago the oldest waiting event arrived, ms; 0 when none waits.</param>
/// <param name="ActiveSet">The revision that scores there; null when nothing says.</param>
internal sealed record PartitionStatus(TopicPartition Partition, string? Owner, long? Next, long LagEvents, long LagMs, string? ActiveSet);

/// <summary>How far a group is, on either log.</summary>
/// <param name="Group">The group.</param>
/// <param name="Wanted">What the control topic wants it to score with; null before the first deployment.</param>
/// <param name="Partitions">Its input partitions.</param>
internal sealed record GroupStatus(string Group, ControlRecord? Wanted, IReadOnlyList<PartitionStatus> Partitions)
{
    /// <summary>Reads it without joining the group or disturbing anybody.</summary>
    public static GroupStatus Read(OpenLog log, AppConfiguration config, TimeProvider time)
    {
        string[] topics = [config.Pipeline.Topics.Events, config.Pipeline.Topics.Rekeyed];
        List<string> there = [.. topics.Where(t => t.Length > 0 && log.Log.PartitionCount(t) > 0)];
        var partitions = log.Cluster is { } cluster
            ? cluster
                .DescribeGroup(config.Group, there)
                .Select(p => Status(log.Log, p.Partition, p.Owner, p.Committed, p.Progress?.ActiveSet, time))
            : there
                .SelectMany(t => Enumerable.Range(0, log.Log.PartitionCount(t)).Select(p => new TopicPartition(t, p)))
                .Select(p =>
                {
                    var progress = log.Embedded!.ReadProgress(config.Group, p);
                    return Status(log.Log, p, null, progress?.NextOffset, progress?.ActiveSet, time);
                });
        return new GroupStatus(config.Group, WantedBy(log.Log, config), [.. partitions]);
    }

    /// <summary>What the control topic says of the group; null when it says nothing.</summary>
    public static ControlRecord? WantedBy(ILog log, AppConfiguration config)
    {
        var topic = config.Pipeline.Topics.Control;
        if (log.PartitionCount(topic) == 0)
            return null;
        using var reader = log.OpenReader(topic, 0);
        return ControlTopic.Newest(reader, config.Group, 0, out _);
    }

    private static PartitionStatus Status(ILog log, TopicPartition partition, string? owner, long? next, string? set, TimeProvider time)
    {
        using var reader = log.OpenReader(partition.Topic, partition.Partition);
        var (start, end) = reader.Bounds();
        var from = Math.Max(next ?? start, start);
        var batch = new RecordBatch(1);
        // What lies between may be only the markers of transactions.
        if (from >= end || reader.Read(from, batch, 1) == 0)
            return new PartitionStatus(partition, owner, next, 0, 0, set);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new PartitionStatus(partition, owner, next, end - batch.Offset(0), Math.Max(0, now - (batch.TimestampMs(0) ?? now)), set);
    }
}
