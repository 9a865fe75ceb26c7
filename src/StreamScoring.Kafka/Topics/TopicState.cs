namespace StreamScoring.Kafka.Topics;

/// <summary>How a topic is set up on the cluster.</summary>
/// <param name="Name">The topic.</param>
/// <param name="Partitions">Its partitions.</param>
/// <param name="Replicas">Replicas of its first partition.</param>
/// <param name="CleanupPolicy"><c>delete</c>, <c>compact</c>, or both.</param>
/// <param name="RetentionMs">How long records are kept, ms; -1 is for ever.</param>
/// <param name="TimestampType"><c>CreateTime</c> or <c>LogAppendTime</c>.</param>
/// <param name="CompactionLagMs">How long at least all values of a key are kept where it is compacted, ms.</param>
public sealed record TopicState(
    string Name,
    int Partitions,
    int Replicas,
    string CleanupPolicy,
    long RetentionMs,
    string TimestampType,
    long CompactionLagMs
);
