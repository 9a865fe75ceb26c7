using StreamScoring.Kafka.Consuming;
using StreamScoring.Kafka.Producing;
using StreamScoring.Kafka.Reading;
using StreamScoring.Kafka.Settings;
using StreamScoring.Kafka.Topics;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Kafka;

/// <summary>
/// A Kafka cluster as a log. Groups, transactions and offsets are the cluster's own; a group's state is a compacted topic beside them.
/// </summary>
public sealed class KafkaLog : ILog
{
    private readonly KafkaLogOptions _options;
    private readonly TimeProvider _time;
    private readonly Clients _clients;
    private readonly TopicAdmin _topics;
    private int _members;

    /// <summary>
    /// Does not wait for the cluster. Throws <see cref="LogException"/> when a setting is refused or unknown.
    /// </summary>
    public KafkaLog(KafkaLogOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _clients = new Clients(new ClientSettings(options), time);
        _topics = new TopicAdmin(_clients);
    }

    /// <inheritdoc/>
    public void EnsureTopic(TopicSpec topic) => _topics.Ensure(topic);

    /// <inheritdoc/>
    public int PartitionCount(string topic) => _topics.Partitions(topic);

    /// <summary>How a topic is set up, or null when there is none.</summary>
    public TopicState? Describe(string topic) => TopicStates.Read(_topics, topic);

    /// <summary>All topics by name, with how many partitions each has; without the cluster's own.</summary>
    public IReadOnlyList<(string Name, int Partitions)> Topics() => _topics.All();

    /// <summary>How far a group is in every partition of those of the topics that exist, and who has them. Joins nothing and fences nobody.</summary>
    public IReadOnlyList<GroupPartition> DescribeGroup(string group, IReadOnlyList<string> topics) =>
        new GroupStates(group, _clients, _topics, _time).Read(topics);

    /// <summary>The offset behind the last committed record of each partition, in one question; for lag.</summary>
    public IReadOnlyDictionary<TopicPartition, long> EndOffsets(IReadOnlyCollection<TopicPartition> partitions) => _topics.Ends(partitions);

    /// <inheritdoc/>
    public ISource Subscribe(string group, IReadOnlyList<string> topics, IAssignmentListener listener)
    {
        var state = new MemberState(
            group,
            new Copartitions(topics, PartitionCount),
            new QueueLimits(_options.QueueRecords, _options.QueueBytes)
        );
        var thread = new PollThread(state, _clients, Interlocked.Increment(ref _members) - 1, _time);
        return new KafkaSource(state, thread, listener, _time);
    }

    /// <inheritdoc/>
    public ITransaction OpenWriter(string group, string writerId, ISource? member = null)
    {
        var joined = member as KafkaSource;
        if (member is not null && joined?.Group != group)
            throw new LogException($"writer '{writerId}' is to commit for a member that is not one of group '{group}' in this log");
        return _options.Delivery == Delivery.ExactlyOnce
            ? new TransactionalWriter(group, writerId, joined, _clients, _topics, _time)
            : new AtLeastOnceWriter(group, writerId, joined, _clients, _topics, _time);
    }

    /// <inheritdoc/>
    public IPartitionReader OpenReader(string topic, int partition)
    {
        _topics.ThrowIfMissing(new TopicPartition(topic, partition));
        return new KafkaPartitionReader(_clients, new TopicPartition(topic, partition), _time);
    }

    /// <summary>Closes the log. Sources, writers and readers of it must be disposed before.</summary>
    public void Dispose()
    {
        _clients.Close();
        _topics.Dispose();
    }
}
