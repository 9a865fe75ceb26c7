using Confluent.Kafka;
using StreamScoring.Kafka.Reading;
using StreamScoring.Kafka.Settings;
using StreamScoring.Pipeline.Ports;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Consuming;

/// <summary>
/// The thread that polls the client for one member: keeps the member alive, fills the queues, pauses what is full, and passes on what happens to the
/// assignment. It never scores, so a slow model does not cost the member its partitions.
/// </summary>
internal sealed class PollThread : IDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestBatch = TimeSpan.FromMinutes(5);

    // The client throws away what it has read ahead of a paused partition, and reads it again only behind the fetch that is under way. So a queue that is full is given time
    // to be worked off first; meanwhile nothing is consumed, which holds up news of the group as long.
    private static readonly TimeSpan LongestFull = TimeSpan.FromMilliseconds(200);

    private readonly MemberState _state;
    private readonly Clients _clients;
    private readonly TimeProvider _time;
    private readonly Staging _staging = new();
    private readonly Followers _followers;
    private readonly Thread _thread;
    private readonly string _lead;

    // A connection of its own: on the member's, a question waits behind a fetch that waits for records.
    private readonly Lazy<IConsumer<StagedSpan, StagedSpan>> _questions;

    public PollThread(MemberState state, Clients clients, int number, TimeProvider time)
    {
        _state = state;
        _clients = clients;
        _time = time;
        _lead = state.Copartitions.Lead;
        _questions = new Lazy<IConsumer<StagedSpan, StagedSpan>>(() => clients.Consumer(clients.Settings.Reader(), new Staging()));
        Consumer = clients.Consumer(
            clients.Settings.Member(state.Group, number, state.Copartitions.HasFollowers),
            _staging,
            builder =>
                builder
                    .SetPartitionsAssignedHandler(
                        (_, partitions) =>
                        {
                            Assigned(partitions);
                            return partitions.Select(p => new TopicPartitionOffset(p, Offset.Unset));
                        }
                    )
                    .SetPartitionsRevokedHandler((_, partitions) => Gone(partitions, lost: false))
                    .SetPartitionsLostHandler((_, partitions) => Gone(partitions, lost: true))
        );
        _followers = new Followers(Consumer, clients);
        _thread = new Thread(Run) { Name = $"kafka-poll-{number}", IsBackground = true };
    }

    public IConsumer<StagedSpan, StagedSpan> Consumer { get; }

    public void Start() => _thread.Start();

    /// <summary>The end of a partition as the last fetch told; -1 before one did.</summary>
    public long KnownEnd(TopicPartition partition)
    {
        try
        {
            return Math.Max(Consumer.GetWatermarkOffsets(Names.Confluent(partition)).High.Value, -1);
        }
        catch (KafkaException)
        {
            return -1;
        }
    }

    /// <summary>
    /// Asks for the end of a partition, until a broker tells it. Throws <see cref="OperationCanceledException"/> when told to stop.
    /// </summary>
    public long QueryEnd(TopicPartition partition, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return _questions.Value.QueryWatermarkOffsets(Names.Confluent(partition), QueryTimeout).High.Value;
            }
            catch (KafkaException e) when (!e.Error.IsFatal)
            {
                _clients.Say(
                    KafkaSeverity.Warning,
                    e.Error.Code.ToString(),
                    $"{partition}: waiting for a broker to tell its end: {e.Error.Reason}"
                );
                _clients.Rest(stop);
            }
        }
    }

    public void Dispose()
    {
        _state.Close();
        if (_thread.IsAlive)
            _thread.Join();
        Consumer.Dispose();
        if (_questions.IsValueCreated)
            _questions.Value.Dispose();
    }

    private void Run()
    {
        try
        {
            Consumer.Subscribe(_lead);
            while (!_state.IsClosing)
                Step();
            _followers.Clear();
            Consumer.Close();
        }
        catch (Exception e)
        {
            // Nothing may end this thread unseen: its worker would wait for ever.
            _clients.Say(KafkaSeverity.Error, "POLL", $"reading as a member of group '{_state.Group}' ended: {e.Message}");
            _state.Fail(e as LogException ?? new LogException($"reading from Kafka ended: {e.Message}", e));
        }
    }

    private void Step()
    {
        _followers.Serve();
        lock (_state.Gate)
        {
            // Not polling for long, the member is put out of the group, and another does its work.
            if (Direct() || IsWorkerStuck())
            {
                Monitor.Wait(_state.Gate, PollWait);
                return;
            }
        }

        try
        {
            if (Consumer.Consume(PollWait) is { } record)
                Take(record);
        }
        catch (ConsumeException e)
        {
            Take(e);
        }
    }

    private void Take(ConsumeResult<StagedSpan, StagedSpan> record)
    {
        lock (_state.Gate)
        {
            if (!_state.Queues.TryGetValue(new TopicPartition(record.Topic ?? _lead, record.Partition.Value), out var queue))
                return;
            var wasEmpty = queue.IsEmpty;
            if (record.IsPartitionEOF)
                queue.ReachEnd(record.Offset.Value);
            else
                queue.Add(_staging, record);
            if (wasEmpty)
                Monitor.PulseAll(_state.Gate);
        }
    }

    private void Take(ConsumeException e)
    {
        var at = e.ConsumerRecord.TopicPartitionOffset;
        var partition = new TopicPartition(at.Topic ?? _lead, at.Partition.Value);
        switch (e.Error.Code)
        {
            case ErrorCode.Local_BadMsg or ErrorCode.Local_BadCompression when at.Offset.Value >= 0:
                TakeCorrupt(partition, at.Offset.Value, e.Error.Reason);
                break;
            case ErrorCode.FencedInstanceId or ErrorCode.Local_Fenced:
                throw new FencedException($"another process has joined group '{_state.Group}' under this one's group.instance.id", e);
            case ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed:
                throw new LogException(
                    $"the cluster does not let this user read '{partition.Topic}' as group '{_state.Group}': {e.Error.Reason}",
                    e
                );
            default:
                if (e.Error.IsFatal)
                    throw new LogException($"reading from Kafka ended: {e.Error.Reason}", e);
                _clients.Say(KafkaSeverity.Warning, e.Error.Code.ToString(), $"{partition}: {e.Error.Reason}");
                break;
        }
    }

    private void TakeCorrupt(TopicPartition partition, long offset, string reason)
    {
        lock (_state.Gate)
        {
            // What follows in the same answer is beyond the broken part: nobody gets it before the worker decided to pass over it.
            if (!_state.Queues.TryGetValue(partition, out var queue) || queue.SeekTo is not null || queue.Corrupt is not null)
                return;
            queue.Corrupt = new CorruptRecordException(partition, offset, offset + 1, reason);
        }

        var next = CorruptionProbe.FirstReadable(_clients, partition, offset);
        lock (_state.Gate)
        {
            if (!_state.Queues.TryGetValue(partition, out var queue) || queue.Corrupt is null)
                return;
            if (next is { } readable)
                queue.Corrupt = CorruptionProbe.Describe(partition, offset, readable);
            else
                // The cluster went away meanwhile: meet the broken part again later.
                queue.Seek(offset);
            Monitor.PulseAll(_state.Gate);
        }
    }

    // Under the gate: what the worker asked for, and what became full or empty. Returns whether to wait for the worker.
    private bool Direct()
    {
        var waits = false;
        foreach (var queue in _state.Order)
        {
            if (queue.SeekTo is { } offset)
                TrySeek(queue, offset);
            var isFull = IsFullForLong(queue, out var isFullNow);
            if (!queue.IsPaused && (isFull || queue.Corrupt is not null))
                SetPaused(queue, true);
            else if (queue.IsPaused && queue.IsHalfEmpty && queue.Corrupt is null)
                SetPaused(queue, false);
            waits |= isFullNow && !queue.IsPaused;
        }

        return waits;
    }

    private bool IsFullForLong(PartitionQueue queue, out bool isFull)
    {
        isFull = queue.IsFull;
        if (!isFull)
            queue.FullSince = -1;
        else if (queue.FullSince < 0)
            queue.FullSince = _time.GetTimestamp();
        // Of one that is held nothing is taken.
        return isFull && (queue.IsHeld || _time.GetElapsedTime(queue.FullSince) >= LongestFull);
    }

    private void TrySeek(PartitionQueue queue, long offset)
    {
        try
        {
            Consumer.Seek(new TopicPartitionOffset(Names.Confluent(queue.Partition), new Offset(offset)));
            queue.Sought();
        }
        catch (KafkaException e) when (!e.Error.IsFatal)
        {
            // Not fetching yet, or just being taken away: it was assigned a moment ago, or will be told as lost in the next. The next
            // step tries again.
        }
    }

    private void SetPaused(PartitionQueue queue, bool paused)
    {
        try
        {
            var one = new[] { Names.Confluent(queue.Partition) };
            if (paused)
                Consumer.Pause(one);
            else
                Consumer.Resume(one);
            queue.IsPaused = paused;
        }
        catch (KafkaException e) when (!e.Error.IsFatal)
        {
            // Not assigned in the client yet (a follower) or not any more.
        }
    }

    private bool IsWorkerStuck() => _state.OutsideSince is >= 0 and var since && _time.GetElapsedTime(since) > LongestBatch;

    private void Assigned(List<Confluent.Kafka.TopicPartition> partitions)
    {
        var all = _state.Copartitions.Of(partitions.Select(p => p.Partition.Value));
        _followers.Add(all.Where(p => p.Topic != _lead));
        _state.Assign(all);
    }

    private void Gone(List<TopicPartitionOffset> partitions, bool lost)
    {
        if (_state.IsClosing)
            return;
        var all = _state.Copartitions.Of(partitions.Select(p => p.Partition.Value));
        if (lost)
            _state.Lose(all);
        else
            _state.Revoke(all);
        _followers.Remove(all.Where(p => p.Topic != _lead));
    }
}
