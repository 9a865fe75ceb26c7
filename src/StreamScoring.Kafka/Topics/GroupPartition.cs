using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Topics;

/// <summary>How far a group is in a partition.</summary>
/// <param name="Partition">The input partition.</param>
/// <param name="Owner">The member that has it, as <c>client@host</c>; null when nobody has, or the cluster does not tell.</param>
/// <param name="Committed">The committed offset; null when there is none.</param>
/// <param name="End">The offset behind the last committed record.</param>
/// <param name="Progress">What the group's state says, with the active set; null when the group keeps none.</param>
public sealed record GroupPartition(TopicPartition Partition, string? Owner, long? Committed, long End, Progress? Progress);
