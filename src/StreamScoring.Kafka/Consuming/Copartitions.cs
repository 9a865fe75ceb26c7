using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Consuming;

/// <summary>
/// Which partitions go together. The group shares out the partitions of one topic, the lead; those of the same number of the other topics follow it, so that
/// one number has one owner under any assignment protocol. (Only the eager range assignor would keep numbers together by itself, at the price of taking every
/// partition from every member at each change.)
/// </summary>
internal sealed class Copartitions
{
    private readonly IReadOnlyList<(string Topic, int Partitions)> _topics;

    /// <summary>Throws <see cref="LogException"/> when one of the topics does not exist.</summary>
    public Copartitions(IReadOnlyList<string> topics, Func<string, int> partitionCount)
    {
        if (topics.Count == 0)
            throw new LogException("a group needs a topic to read");
        var found = topics.Select(t => (Topic: t, Partitions: partitionCount(t))).ToList();
        foreach (var (topic, partitions) in found)
        {
            if (partitions == 0)
                throw new LogException($"there is no topic '{topic}': make it first (topics init)");
        }

        // The topic with most partitions leads, so that none is without an owner; the first of them when several have as many.
        Lead = found.MaxBy(t => t.Partitions).Topic;
        _topics = [.. found.OrderByDescending(t => t.Topic == Lead)];
    }

    /// <summary>The topic that the group shares out.</summary>
    public string Lead { get; }

    /// <summary>How many numbers there are.</summary>
    public int Count => _topics[0].Partitions;

    /// <summary>Whether other topics follow the lead.</summary>
    public bool HasFollowers => _topics.Count > 1;

    /// <summary>All partitions of these numbers, number by number.</summary>
    public IReadOnlyList<TopicPartition> Of(IEnumerable<int> numbers) =>
        [.. numbers.Order().SelectMany(n => _topics.Where(t => n < t.Partitions).Select(t => new TopicPartition(t.Topic, n)))];
}
