using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Workers;

/// <summary>A partition of a worker: the lane of its number, which the partitions of all topics with that number share, and how far it is.</summary>
internal sealed class OwnedPartition(TopicPartition name, Lane lane, long committed, long endOnAssignment)
{
    public TopicPartition Name => name;

    public Lane Lane => lane;

    /// <summary>The log's end when the partition was assigned: before it, events may have been scored by another owner who did not get to commit them.</summary>
    public long EndOnAssignment => endOnAssignment;

    /// <summary>The group's committed offset, 0 when it never committed there: where an abort goes back to.</summary>
    public long Committed { get; private set; } = committed;

    /// <summary>Where the open transaction moves it to.</summary>
    public long Next { get; set; } = committed;

    public bool HasMoved => Next != Committed;

    public void Commit() => Committed = Next;

    public void Abort() => Next = Committed;
}
