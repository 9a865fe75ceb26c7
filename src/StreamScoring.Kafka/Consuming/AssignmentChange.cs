using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Consuming;

/// <summary>What happened to a member's partitions.</summary>
internal enum AssignmentKind : byte
{
    /// <summary>They came.</summary>
    Assigned,

    /// <summary>They are to be handed over once the worker let go.</summary>
    Revoked,

    /// <summary>They were taken.</summary>
    Lost,
}

/// <summary>A change that the poll thread has seen and the worker must be told of.</summary>
internal sealed class AssignmentChange(AssignmentKind kind, IReadOnlyList<TopicPartition> partitions)
{
    public AssignmentKind Kind => kind;

    public IReadOnlyList<TopicPartition> Partitions => partitions;

    /// <summary>Whether the worker has been told. Under the member's lock.</summary>
    public bool IsServed { get; set; }
}
