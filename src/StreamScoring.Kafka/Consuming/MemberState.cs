using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Consuming;

/// <summary>What the poll thread and the worker of one member share. <see cref="Gate"/> guards all of it and is pulsed when something changes.</summary>
internal sealed class MemberState(string group, Copartitions copartitions, QueueLimits limits)
{
    private long _outsideSince = -1;

    public object Gate { get; } = new();

    public string Group => group;

    public Copartitions Copartitions => copartitions;

    private readonly ChunkPool _chunks = new();

    /// <summary>What the worker believes it owns.</summary>
    public HashSet<TopicPartition> Told { get; } = [];

    public Dictionary<TopicPartition, PartitionQueue> Queues { get; } = [];

    /// <summary>The queues by number, then topic.</summary>
    public List<PartitionQueue> Order { get; } = [];

    public Queue<AssignmentChange> Changes { get; } = new();

    /// <summary>What ended the member, for its worker.</summary>
    public LogException? Failure { get; private set; }

    public bool IsClosing { get; private set; }

    public void Assign(IReadOnlyList<TopicPartition> partitions)
    {
        lock (Gate)
        {
            foreach (var partition in partitions)
            {
                var queue = new PartitionQueue(partition, limits, _chunks);
                Queues[partition] = queue;
                Order.Add(queue);
            }

            Order.Sort(
                static (a, b) =>
                    a.Partition.Partition != b.Partition.Partition
                        ? a.Partition.Partition.CompareTo(b.Partition.Partition)
                        : string.CompareOrdinal(a.Partition.Topic, b.Partition.Topic)
            );
            Post(new AssignmentChange(AssignmentKind.Assigned, partitions));
        }
    }

    /// <summary>Returns once the worker has let go, or when the member is closed.</summary>
    public void Revoke(IReadOnlyList<TopicPartition> partitions)
    {
        lock (Gate)
        {
            var change = new AssignmentChange(AssignmentKind.Revoked, partitions);
            Post(change);
            while (!change.IsServed && !IsClosing && Failure is null)
                Monitor.Wait(Gate);
            Drop(partitions);
        }
    }

    public void Lose(IReadOnlyList<TopicPartition> partitions)
    {
        lock (Gate)
        {
            Drop(partitions);
            Post(new AssignmentChange(AssignmentKind.Lost, partitions));
        }
    }

    public void Fail(LogException failure)
    {
        lock (Gate)
        {
            Failure ??= failure;
            Monitor.PulseAll(Gate);
        }
    }

    public void Close()
    {
        lock (Gate)
        {
            IsClosing = true;
            Monitor.PulseAll(Gate);
        }
    }

    public void Wake()
    {
        lock (Gate)
            Monitor.PulseAll(Gate);
    }

    /// <summary>The next change to tell; what was assigned counts as told from here on, so that the listener may seek.</summary>
    public AssignmentChange? NextChange()
    {
        lock (Gate)
        {
            if (!Changes.TryDequeue(out var change))
                return null;
            if (change.Kind == AssignmentKind.Assigned)
            {
                foreach (var partition in change.Partitions)
                {
                    Told.Add(partition);
                    // Absent or of a later ownership when it was lost again meanwhile: then it has no records to hand out until that is told.
                    if (
                        Queues.TryGetValue(partition, out var queue)
                        && Changes.All(c => c.Kind != AssignmentKind.Lost || !c.Partitions.Contains(partition))
                    )
                        queue.IsTold = true;
                }
            }

            return change;
        }
    }

    public void Served(AssignmentChange change)
    {
        lock (Gate)
        {
            if (change.Kind != AssignmentKind.Assigned)
                Told.ExceptWith(change.Partitions);
            foreach (var partition in change.Partitions)
            {
                // The poll thread has yet to take these away; the worker has let go of them and wants no more.
                if (change.Kind == AssignmentKind.Revoked && Queues.TryGetValue(partition, out var queue))
                    queue.IsTold = false;
            }

            change.IsServed = true;
            Monitor.PulseAll(Gate);
        }
    }

    public void EnterPoll() => Volatile.Write(ref _outsideSince, -1);

    public void LeavePoll(long timestamp) => Volatile.Write(ref _outsideSince, timestamp);

    /// <summary>When the worker was last seen leaving a poll; -1 while it is in one.</summary>
    public long OutsideSince => Volatile.Read(ref _outsideSince);

    private void Post(AssignmentChange change)
    {
        Changes.Enqueue(change);
        Monitor.PulseAll(Gate);
    }

    private void Drop(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (Queues.Remove(partition, out var queue))
                Order.Remove(queue);
        }
    }
}
