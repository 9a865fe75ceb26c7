using System.Collections.Concurrent;
using System.Globalization;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Observing;

/// <summary>The attributes of metrics, made once for each partition and each service's revision: recording a batch allocates nothing.</summary>
internal sealed class MetricTags(MessagingNames names)
{
    private readonly ConcurrentDictionary<TopicPartition, PartitionTags> _partitions = new();
    private readonly ConcurrentDictionary<(string, string), KeyValuePair<string, object?>[]> _services = new();

    /// <summary>Of a partition: of what is taken from it, and of what is done with that.</summary>
    public PartitionTags Of(TopicPartition partition)
    {
        if (_partitions.TryGetValue(partition, out var tags))
            return tags;
        return _partitions[partition] = new PartitionTags(Make(partition, "poll"), Make(partition, "process"));
    }

    /// <summary>Of score records; one for all partitions.</summary>
    public KeyValuePair<string, object?>[] Sent { get; } =
    [new("messaging.system", names.System), new("messaging.operation.name", "send"), new("messaging.destination.name", names.Scores)];

    /// <summary>Of a service and its revision.</summary>
    public KeyValuePair<string, object?>[] Of(string service, string revision)
    {
        if (_services.TryGetValue((service, revision), out var tags))
            return tags;
        return _services[(service, revision)] = [new("service", service), new("revision", revision)];
    }

    private KeyValuePair<string, object?>[] Make(TopicPartition partition, string operation) =>
        [
            new("messaging.system", names.System),
            new("messaging.operation.name", operation),
            new("messaging.destination.name", partition.Topic),
            new("messaging.destination.partition.id", partition.Partition.ToString(CultureInfo.InvariantCulture)),
            new("messaging.consumer.group.name", names.Group),
        ];
}

/// <summary>The attributes of one partition, by operation.</summary>
internal sealed record PartitionTags(KeyValuePair<string, object?>[] Poll, KeyValuePair<string, object?>[] Process);
