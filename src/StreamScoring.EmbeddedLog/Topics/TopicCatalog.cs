using System.Collections.Concurrent;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Topics;

/// <summary>The topics of an open log and their partitions. Read from any thread.</summary>
internal sealed class TopicCatalog
{
    /// <summary>The most partitions of a topic: a partition's number in the tables is the topic's times this, plus its own.</summary>
    public const int MaxPartitions = 1 << 16;

    private readonly ConcurrentDictionary<string, PartitionLog[]> _topics = new(StringComparer.Ordinal);

    /// <summary>All topics by name, with how many partitions each has.</summary>
    public IReadOnlyList<(string Name, int Partitions)> All =>
        [.. _topics.Select(t => (t.Key, t.Value.Length)).OrderBy(t => t.Key, StringComparer.Ordinal)];

    /// <summary>The partitions of a topic, or null.</summary>
    public PartitionLog[]? Find(string topic) => _topics.GetValueOrDefault(topic);

    /// <summary>The partition. Throws <see cref="LogException"/> when there is none.</summary>
    public PartitionLog Partition(TopicPartition name)
    {
        var partitions = Find(name.Topic) ?? throw new LogException($"there is no topic '{name.Topic}': make it first (topics init)");
        return (uint)name.Partition < (uint)partitions.Length
            ? partitions[name.Partition]
            : throw new LogException($"topic '{name.Topic}' has {partitions.Length} partitions, there is no partition {name.Partition}");
    }

    /// <summary>Adds a topic under its number, once its partitions are prepared; one that is there stays.</summary>
    public void Add(string topic, int topicId, int partitions, Action<PartitionLog>? prepare = null)
    {
        var made = new PartitionLog[partitions];
        for (var i = 0; i < partitions; i++)
        {
            made[i] = new PartitionLog(checked((topicId * MaxPartitions) + i), new TopicPartition(topic, i));
            prepare?.Invoke(made[i]);
        }

        _topics.TryAdd(topic, made);
    }

    /// <summary>Throws <see cref="LogException"/> when a topic cannot be made like that.</summary>
    public static void Validate(TopicSpec topic)
    {
        if (string.IsNullOrWhiteSpace(topic.Name))
            throw new LogException("a topic needs a name");
        if (topic.Partitions is < 1 or > MaxPartitions)
            throw new LogException($"topic '{topic.Name}': {topic.Partitions} partitions asked for, 1 to {MaxPartitions} are possible");
    }

    /// <summary>Throws <see cref="LogException"/> when an existing topic has another partition count.</summary>
    public static void CheckSame(TopicSpec wanted, int existing)
    {
        if (wanted.Partitions != existing)
        {
            throw new LogException(
                $"topic '{wanted.Name}' exists with {existing} partitions, {wanted.Partitions} were asked for: keys would move; use another topic or that number"
            );
        }
    }
}
