using System.Collections.Concurrent;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamScoring.Kafka.Settings;
using StreamScoring.Pipeline.Ports;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Topics;

/// <summary>Makes topics and knows how many partitions they have. Usable from any thread.</summary>
internal sealed class TopicAdmin(Clients clients) : IDisposable
{
    private const int LargestRecordBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, int> _partitions = new(StringComparer.Ordinal);

    public IAdminClient Client { get; } = clients.Admin();

    /// <summary>The partitions of a topic as last known, or asked for; 0 when there is none.</summary>
    public int KnownPartitions(string topic) => _partitions.TryGetValue(topic, out var known) ? known : Partitions(topic);

    /// <summary>Asks for the partitions of a topic; 0 when there is none. Never makes one.</summary>
    public int Partitions(string topic)
    {
        if (string.IsNullOrWhiteSpace(topic))
            return 0;
        try
        {
            var described = Wait(
                Client.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), new DescribeTopicsOptions { RequestTimeout = _timeout }),
                $"topic '{topic}'"
            );
            return _partitions[topic] = described.TopicDescriptions[0].Partitions.Count;
        }
        catch (DescribeTopicsException e)
            when (e.Results.TopicDescriptions[0].Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.TopicException)
        {
            _partitions.TryRemove(topic, out _);
            return 0;
        }
        catch (KafkaException e)
        {
            throw new LogException($"the cluster does not tell about topic '{topic}': {e.Error.Reason}", e);
        }
    }

    /// <summary>All topics by name; without the cluster's own.</summary>
    public IReadOnlyList<(string Name, int Partitions)> All()
    {
        try
        {
            return
            [
                .. Client
                    .GetMetadata(_timeout)
                    .Topics.Where(t => !t.Topic.StartsWith("__", StringComparison.Ordinal))
                    .OrderBy(t => t.Topic, StringComparer.Ordinal)
                    .Select(t => (t.Topic, t.Partitions.Count)),
            ];
        }
        catch (KafkaException e)
        {
            throw new LogException($"the cluster does not tell its topics: {e.Error.Reason}", e);
        }
    }

    /// <summary>The offset behind the last committed record of each partition.</summary>
    public IReadOnlyDictionary<TopicPartition, long> Ends(IReadOnlyCollection<TopicPartition> partitions)
    {
        try
        {
            var answer = Client
                .ListOffsetsAsync(
                    partitions.Select(p => new TopicPartitionOffsetSpec
                    {
                        TopicPartition = Names.Confluent(p),
                        OffsetSpec = OffsetSpec.Latest(),
                    }),
                    new ListOffsetsOptions { RequestTimeout = _timeout, IsolationLevel = IsolationLevel.ReadCommitted }
                )
                .GetAwaiter()
                .GetResult();
            return answer.ResultInfos.ToDictionary(
                r => new TopicPartition(r.TopicPartitionOffsetError.Topic, r.TopicPartitionOffsetError.Partition.Value),
                r => r.TopicPartitionOffsetError.Offset.Value
            );
        }
        catch (KafkaException e)
        {
            throw new LogException($"the cluster does not tell where partitions end: {e.Error.Reason}", e);
        }
    }

    /// <summary>Throws <see cref="LogException"/> when there is no such partition.</summary>
    public void ThrowIfMissing(TopicPartition partition)
    {
        if (_partitions.TryGetValue(partition.Topic, out var known) && (uint)partition.Partition < (uint)known)
            return;
        var count = Partitions(partition.Topic);
        if (count == 0)
            throw new LogException($"there is no topic '{partition.Topic}': make it first (topics init)");
        if ((uint)partition.Partition >= (uint)count)
            throw new LogException($"topic '{partition.Topic}' has {count} partitions, there is no partition {partition.Partition}");
    }

    /// <summary>
    /// Whether the cluster answers, and tells a leader for every partition of every topic that was asked for so far, and of the groups'
    /// offsets.
    /// </summary>
    public bool AllHaveLeaders()
    {
        try
        {
            var metadata = Client.GetMetadata(_attempt);
            var led = metadata
                .Topics.Where(t => t.Partitions.TrueForAll(p => p.Leader >= 0))
                .Select(t => t.Topic)
                .ToHashSet(StringComparer.Ordinal);
            return led.Contains("__consumer_offsets") && _partitions.Keys.All(led.Contains);
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    public void Ensure(TopicSpec topic)
    {
        if (topic.Partitions < 1)
            throw new LogException($"topic '{topic.Name}': {topic.Partitions} partitions asked for, at least 1 is needed");
        var existing = Partitions(topic.Name);
        if (existing == 0)
        {
            Create(topic);
            existing = WaitUntilThere(topic);
        }

        if (existing != topic.Partitions)
        {
            throw new LogException(
                $"topic '{topic.Name}' exists with {existing} partitions, {topic.Partitions} were asked for: keys would move; use another topic or that number"
            );
        }
    }

    public void Dispose() => Client.Dispose();

    /// <summary>The result of an administrative call, whose failure names what it was about.</summary>
    public static T Wait<T>(Task<T> task, string about)
    {
        try
        {
            return task.GetAwaiter().GetResult();
        }
        catch (KafkaException e)
            when (e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown)
        {
            throw new LogUnavailableException($"{about}: the cluster did not answer; is it there? ({e.Error.Reason})", e);
        }
        catch (KafkaException e) when (e.GetType() == typeof(KafkaException))
        {
            throw new LogException($"{about}: the cluster did not answer as asked: {e.Error.Reason}", e);
        }
    }

    private void Create(TopicSpec topic)
    {
        var specification = new TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = topic.Partitions,
            ReplicationFactor = clients.Settings.Options.Replicas,
            Configs = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["cleanup.policy"] = topic.Compacted ? "compact" : "delete",
                ["max.message.bytes"] = LargestRecordBytes.ToString(CultureInfo.InvariantCulture),
            },
        };
        if (topic is { Compacted: true, CompactionLagMs: > 0 })
            specification.Configs["min.compaction.lag.ms"] = topic.CompactionLagMs.ToString(CultureInfo.InvariantCulture);
        if (!topic.Compacted)
            specification.Configs["retention.ms"] = topic.RetentionMs.ToString(CultureInfo.InvariantCulture);
        try
        {
            Client
                .CreateTopicsAsync([specification], new CreateTopicsOptions { RequestTimeout = _timeout, OperationTimeout = _timeout })
                .GetAwaiter()
                .GetResult();
        }
        catch (CreateTopicsException e) when (e.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            // Another worker was quicker.
        }
        catch (CreateTopicsException e)
        {
            throw new LogException($"topic '{topic.Name}' could not be made: {e.Results[0].Error.Reason}", e);
        }
        catch (KafkaException e)
        {
            throw new LogException($"topic '{topic.Name}' could not be made: {e.Error.Reason}", e);
        }
    }

    private int WaitUntilThere(TopicSpec topic)
    {
        // The broker that answers may hear of a new topic later than the controller.
        for (var tries = 0; tries < 300; tries++)
        {
            if (Partitions(topic.Name) is > 0 and var count)
                return count;
            clients.Rest(CancellationToken.None);
        }

        throw new LogException($"topic '{topic.Name}' was made and is not to be seen after 6 s");
    }
}
