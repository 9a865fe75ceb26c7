using StreamScoring.Kafka.Settings;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Consuming;

/// <summary>One member of a group as its worker sees it: takes what the poll thread has read, and serves what it has seen happen, on the worker's thread.</summary>
internal sealed class KafkaSource : ISource
{
    private readonly MemberState _state;
    private readonly PollThread _thread;
    private readonly IAssignmentListener _listener;
    private readonly TimeProvider _time;
    private int _turn;
    private bool _isDisposed;

    public KafkaSource(MemberState state, PollThread thread, IAssignmentListener listener, TimeProvider time)
    {
        _state = state;
        _thread = thread;
        _listener = listener;
        _time = time;
        thread.Start();
    }

    public string Group => _state.Group;

    public int Partitions => _state.Copartitions.Count;

    /// <summary>What the worker polls with: tells it to end. Everything that is done for it heeds it.</summary>
    public CancellationToken Stop { get; private set; }

    /// <summary>Whether a partition comes with one of the topic that the group shares out.</summary>
    public bool Follows(TopicPartition partition) => partition.Topic != _state.Copartitions.Lead;

    /// <summary>
    /// The member as the cluster knows it, in whose name these partitions may be moved. Throws <see cref="AbortedException"/> when they are not, or not without a break,
    /// its own since the worker was told of them: a member that was put out and let in again has another name or generation, and its earlier work is another's.
    /// </summary>
    public Confluent.Kafka.IConsumerGroupMetadata MetadataFor(IReadOnlyList<Progress> progress)
    {
        var name = _thread.Consumer.MemberId;
        var metadata = _thread.Consumer.ConsumerGroupMetadata;
        // Without a name the cluster would not check anything. The client is let in again only after it told of the loss, so what is told now holds for the metadata.
        if (string.IsNullOrEmpty(name) || !string.Equals(name, _thread.Consumer.MemberId, StringComparison.Ordinal))
            throw new AbortedException($"this member is being let into group '{Group}' again: what it did before is another's to do");
        ThrowIfNotOwner(progress);
        return metadata;
    }

    /// <summary>As <see cref="Seek"/>, where the partition is still owned.</summary>
    public void SeekIfOwned(TopicPartition partition, long offset)
    {
        lock (_state.Gate)
        {
            if (_state.Queues.TryGetValue(partition, out var queue) && queue.IsTold)
                queue.Seek(offset);
        }
    }

    /// <summary>Whether the member owns a partition, as far as it knows, since the worker was told of it.</summary>
    public bool Owns(TopicPartition partition)
    {
        lock (_state.Gate)
            return _state.Queues.TryGetValue(partition, out var queue) && queue.IsTold;
    }

    /// <summary>Moves the group's offsets in the member's name, without a transaction.</summary>
    public void CommitOffsets(IEnumerable<Confluent.Kafka.TopicPartitionOffset> offsets) => _thread.Consumer.Commit(offsets);

    /// <summary>Throws <see cref="AbortedException"/> when the member does not own a partition that would be moved.</summary>
    public void ThrowIfNotOwner(IReadOnlyList<Progress> progress)
    {
        lock (_state.Gate)
        {
            foreach (var p in progress)
            {
                if (!_state.Queues.TryGetValue(p.Partition, out var queue) || !queue.IsTold)
                    throw new AbortedException(
                        $"{p.Partition} is not owned by this member of group '{Group}' any more: its new owner does the work again"
                    );
            }
        }
    }

    public TopicPartition? Poll(RecordBatch into, int maxBytes, TimeSpan wait, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Stop = cancel;
        var started = _time.GetTimestamp();
        using var wake = cancel.UnsafeRegister(static state => ((MemberState)state!).Wake(), _state);
        _state.EnterPoll();
        try
        {
            while (true)
            {
                if (ServeChanges())
                    wait = TimeSpan.Zero;
                lock (_state.Gate)
                {
                    if (ReadNext(into, maxBytes) is { } found)
                        return found;
                    var left = wait - _time.GetElapsedTime(started);
                    if (cancel.IsCancellationRequested || left <= TimeSpan.Zero)
                        return null;
                    if (_state.Changes.Count == 0)
                        Monitor.Wait(_state.Gate, left);
                }
            }
        }
        finally
        {
            _state.LeavePoll(_time.GetTimestamp());
        }
    }

    public void Seek(TopicPartition partition, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        lock (_state.Gate)
            Find(partition)?.Seek(offset);
    }

    public void Pause(TopicPartition partition)
    {
        lock (_state.Gate)
        {
            if (Find(partition) is { } queue)
                queue.IsHeld = true;
        }
    }

    public void Resume(TopicPartition partition)
    {
        lock (_state.Gate)
        {
            if (Find(partition) is { } queue)
                queue.IsHeld = false;
        }
    }

    public long Position(TopicPartition partition)
    {
        lock (_state.Gate)
        {
            if (Find(partition) is not { } queue)
                return 0;
            // Transaction markers stand behind the last record: once the client met the end, nothing is between.
            return Math.Max(queue.IsEmpty ? Math.Max(queue.Position, queue.EndReached) : queue.Position, 0);
        }
    }

    public long EndOffset(TopicPartition partition)
    {
        lock (_state.Gate)
        {
            if (Find(partition) is null)
                return 0;
            var end = _thread.KnownEnd(partition);
            if (end >= 0)
                return end;
        }

        return _thread.QueryEnd(partition, Stop);
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _thread.Dispose();
    }

    // Null: lost already, and the worker does not know yet.
    private PartitionQueue? Find(TopicPartition partition)
    {
        if (_state.Queues.TryGetValue(partition, out var queue) && queue.IsTold)
            return queue;
        return _state.Told.Contains(partition)
            ? null
            : throw new LogException($"{partition} is not owned by this member of group '{Group}'");
    }

    private TopicPartition? ReadNext(RecordBatch into, int maxBytes)
    {
        if (_state.Failure is { } failure)
            throw failure;
        var order = _state.Order;
        for (var tried = 0; tried < order.Count; tried++)
        {
            // The turn passes on before reading: a broken partition must not starve the others.
            _turn = _turn + 1 < order.Count ? _turn + 1 : 0;
            var queue = order[_turn];
            if (queue.IsHeld || !queue.IsTold)
                continue;
            var wasFull = queue.IsFull;
            if (queue.Take(into, maxBytes))
            {
                if (wasFull && !queue.IsFull)
                    Monitor.PulseAll(_state.Gate);
                return queue.Partition;
            }

            if (queue.Corrupt is { } corrupt)
                throw new CorruptRecordException(corrupt.Partition, corrupt.Offset, corrupt.NextOffset, corrupt.Message);
        }

        return null;
    }

    private bool ServeChanges()
    {
        var served = false;
        while (_state.NextChange() is { } change)
        {
            served = true;
            try
            {
                switch (change.Kind)
                {
                    case AssignmentKind.Assigned:
                        _listener.Assigned(change.Partitions);
                        break;
                    case AssignmentKind.Revoked:
                        _listener.Revoked(change.Partitions);
                        break;
                    default:
                        _listener.Lost(change.Partitions);
                        break;
                }
            }
            finally
            {
                _state.Served(change);
            }
        }

        return served;
    }
}
