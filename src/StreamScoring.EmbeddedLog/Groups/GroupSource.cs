using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Groups;

/// <summary>How a group's member reaches the log it reads.</summary>
/// <param name="Partitions">The partition count of each topic, in the order of the coordinator's topics.</param>
/// <param name="OpenReader">Opens a partition for the member.</param>
/// <param name="CommittedOffset">Where the group goes on in a partition; null when it never committed there.</param>
internal sealed record GroupReading(
    IReadOnlyList<int> Partitions,
    Func<TopicPartition, IPartitionReader> OpenReader,
    Func<TopicPartition, long?> CommittedOffset
);

/// <summary>One member of a group that lives in this process.</summary>
internal sealed class GroupSource(
    GroupRegistry groups,
    GroupMember member,
    GroupReading reading,
    IAssignmentListener listener,
    CommitSignal signal,
    TimeProvider time,
    Action disposed
) : ISource
{
    private readonly List<Lane> _lanes = [];
    private int _turn;
    private bool _isDisposed;

    public GroupMember Member => member;

    public TopicPartition? Poll(RecordBatch into, int maxBytes, TimeSpan wait, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var start = time.GetTimestamp();
        while (true)
        {
            var seen = signal.Version;
            if (ServeAssignment())
                wait = TimeSpan.Zero;
            if (ReadNext(into, maxBytes) is { } found)
                return found;
            if (cancel.IsCancellationRequested || wait <= TimeSpan.Zero)
                return null;
            var left = wait - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || !signal.Wait(seen, left, cancel))
                return null;
        }
    }

    public void Seek(TopicPartition partition, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Find(partition).Position = offset;
    }

    public void Pause(TopicPartition partition) => Find(partition).Paused = true;

    public void Resume(TopicPartition partition) => Find(partition).Paused = false;

    public long Position(TopicPartition partition) => Find(partition).Position;

    public long EndOffset(TopicPartition partition) => Find(partition).Reader.Bounds().End;

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        groups.Leave(member);
        foreach (var lane in _lanes)
            lane.Reader.Dispose();
        _lanes.Clear();
        disposed();
    }

    private Lane Find(TopicPartition partition)
    {
        foreach (var lane in _lanes)
        {
            if (lane.Partition == partition)
                return lane;
        }

        throw new LogException($"{partition} is not owned by this member of group '{member.Coordinator.Group}'");
    }

    private TopicPartition? ReadNext(RecordBatch into, int maxBytes)
    {
        for (var tried = 0; tried < _lanes.Count; tried++)
        {
            // The turn passes on before reading: a broken partition must not starve the others.
            _turn = _turn + 1 < _lanes.Count ? _turn + 1 : 0;
            var lane = _lanes[_turn];
            if (lane.Paused || lane.Reader.Bounds().End <= lane.Position)
                continue;
            if (lane.Reader.Read(lane.Position, into, maxBytes) == 0)
            {
                // A gap up to the end, as transaction markers leave it.
                lane.Position = into.NextOffset;
                continue;
            }

            lane.Position = into.NextOffset;
            return lane.Partition;
        }

        return null;
    }

    private bool ServeAssignment()
    {
        var coordinator = member.Coordinator;
        if (coordinator.Version == member.SeenVersion)
            return false;
        var change = coordinator.Pending(member);
        if (change.Lost.Count > 0)
            listener.Lost(Close(change.Lost));
        if (change.Revoked.Count > 0)
        {
            listener.Revoked(Named(change.Revoked));
            Close(change.Revoked);
            coordinator.Release(member, change.Revoked);
        }

        var claimed = coordinator.Claim(member);
        if (claimed.Count > 0)
            listener.Assigned(Open(claimed));
        return change.Lost.Count + change.Revoked.Count + claimed.Count > 0;
    }

    private List<TopicPartition> Open(IReadOnlyList<int> numbers)
    {
        var names = Named(numbers);
        foreach (var name in names)
            _lanes.Add(new Lane(name, reading.OpenReader(name)) { Position = reading.CommittedOffset(name) ?? 0 });
        _lanes.Sort(static (a, b) => ByNumber(a.Partition, b.Partition));
        return names;
    }

    private List<TopicPartition> Close(IReadOnlyList<int> numbers)
    {
        var names = Named(numbers);
        foreach (var lane in _lanes.Where(l => names.Contains(l.Partition)).ToList())
        {
            lane.Reader.Dispose();
            _lanes.Remove(lane);
        }

        return names;
    }

    private List<TopicPartition> Named(IReadOnlyList<int> numbers)
    {
        var topics = member.Coordinator.Topics;
        var names = new List<TopicPartition>();
        foreach (var number in numbers)
        {
            for (var i = 0; i < topics.Count; i++)
            {
                if (number < reading.Partitions[i])
                    names.Add(new TopicPartition(topics[i], number));
            }
        }

        return names;
    }

    private static int ByNumber(TopicPartition a, TopicPartition b) =>
        a.Partition != b.Partition ? a.Partition.CompareTo(b.Partition) : string.CompareOrdinal(a.Topic, b.Topic);

    private sealed class Lane(TopicPartition partition, IPartitionReader reader)
    {
        public TopicPartition Partition => partition;

        public IPartitionReader Reader => reader;

        public long Position { get; set; }

        public bool Paused { get; set; }
    }
}
