using Confluent.Kafka;
using StreamScoring.Kafka.Consuming;
using StreamScoring.Kafka.Restoring;
using StreamScoring.Kafka.Settings;
using StreamScoring.Kafka.Topics;
using StreamScoring.Pipeline.Ports;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Producing;

/// <summary>The exactly-once writer of one worker: outputs, state, progress and the group's offsets in one Kafka transaction.</summary>
internal sealed class TransactionalWriter : ITransaction
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _longestStart = TimeSpan.FromMinutes(1);
    private readonly string _group;
    private readonly Clients _clients;
    private readonly TimeProvider _time;
    private readonly KafkaSource? _member;
    private readonly TopicAdmin _topics;
    private readonly GroupName _name;
    private readonly Restorer _restorer;
    private readonly TransactionalProducer _producer;
    private readonly List<StateChange> _state = [];
    private readonly ChangelogReadings _readings = new();

    public TransactionalWriter(string group, string writerId, KafkaSource? member, Clients clients, TopicAdmin topics, TimeProvider time)
    {
        _group = group;
        _member = member;
        _clients = clients;
        _time = time;
        _topics = topics;
        _name = new GroupName(group, clients);
        _restorer = new Restorer(group, clients, topics, time);
        _producer = new TransactionalProducer(clients, topics, writerId, time);
        if (member is not null)
            topics.Ensure(Changelog(member.Partitions));
        _producer.TakeOver(_longestStart, Stop);
    }

    public void Append(
        TopicPartition to,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> headers,
        long timestampMs,
        bool hasKey = true,
        bool hasValue = true
    )
    {
        ProducerRecords.Check(to, key, value, headers, hasKey, hasValue);
        _topics.ThrowIfMissing(to);
        _producer.Produce(to, ProducerRecords.Message(key, value, headers, timestampMs, hasKey, hasValue));
    }

    public void PutState(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        if ((long)key.Length + value.Length > ProducerRecords.MaxBytes)
            throw new LogException(
                $"state of {(long)key.Length + value.Length} bytes is larger than the limit of {ProducerRecords.MaxBytes} bytes"
            );
        _state.Add(StateChange.Of(partition, key, value));
    }

    public void Commit(IReadOnlyList<Progress> progress)
    {
        try
        {
            _producer.ThrowIfDoomed();
            if (!_producer.IsOpen && _state.Count == 0 && progress.Count == 0)
                return;
            _member?.ThrowIfNotOwner(progress);
            foreach (var p in progress)
                _topics.ThrowIfMissing(p.Partition);
            _producer.Begin();
            WriteChangelog(progress);
            var offsets = progress.Select(p => new TopicPartitionOffset(Names.Confluent(p.Partition), new Offset(p.NextOffset))).ToList();
            try
            {
                _producer.Commit(offsets, offsets.Count == 0 ? null : _member?.MetadataFor(progress) ?? _name.Metadata, Stop);
            }
            catch (AbortedException) when (_producer.IsOutcomeOpen)
            {
                if (!WasTaken(progress))
                    throw;
            }

            _state.Clear();
            _readings.Clear();
        }
        catch
        {
            Abort();
            throw;
        }
    }

    public void Abort()
    {
        _state.Clear();
        _producer.Abort();
    }

    public Progress? ReadProgress(TopicPartition partition)
    {
        var isFollower = _member?.Follows(partition) ?? false;
        var found = _readings.ProgressOf(partition, _restorer, Stop);
        var started = _time.GetTimestamp();
        while (!_restorer.Agrees(partition, found, isFollower, Stop))
        {
            // One that is being put out of the group reads what its successor has moved on from: the loss is told next.
            if (_member is not null && !_member.Owns(partition))
                return found;
            // An outsider's two questions fall before and after a commit; a member that was away hears of it within a heartbeat or two.
            if (_time.GetElapsedTime(started) > _patience)
                throw _restorer.Disagreement(partition, found, Stop);
            _clients.Rest(Stop);
            found = _readings.ProgressOf(partition, _restorer, Stop);
        }

        // The state's own place, whatever offset the client met when it was assigned the partition: the two may be of before and after a
        // commit. Without one the start, since a
        // partition that follows another may have been read further in an ownership before, which committed nothing.
        _member?.SeekIfOwned(partition, found?.NextOffset ?? 0);
        return found;
    }

    public void RestoreState(int partition, StateVisitor each) => _readings.StateOf(partition, _restorer, Stop).Visit(each);

    public void Dispose()
    {
        _producer.Dispose();
        _name.Dispose();
        _restorer.Dispose();
    }

    // What is asked for while a partition comes is given up when the worker is told to end: its wait would be for a cluster that may never answer.
    private CancellationToken Stop => _member?.Stop ?? CancellationToken.None;

    // A commit whose answer was lost for good: the next producer of the id is let in only once the cluster has decided on it, and then
    // its progress tells. Doing the work
    // again without looking would double it.
    private bool WasTaken(IReadOnlyList<Progress> progress)
    {
        if (progress.Count == 0)
            return false;
        _producer.TakeOver(TimeSpan.MaxValue, Stop);
        var (partition, topic) = (progress[0].Partition.Partition, progress[0].Partition.Topic);
        return _restorer.Read(partition, Stop).Progress.GetValueOrDefault(topic) == progress[0];
    }

    private TopicSpec Changelog(int partitions) => new(Restoring.Changelog.TopicOf(_group), partitions, Compacted: true);

    private void WriteChangelog(IReadOnlyList<Progress> progress)
    {
        if (_state.Count == 0 && progress.Count == 0)
            return;
        var topic = Restoring.Changelog.TopicOf(_group);
        if (_member is null && progress.Count > 0)
            _topics.Ensure(
                Changelog(
                    _topics.KnownPartitions(topic) is > 0 and var known
                        ? known
                        : progress.Max(p => _topics.KnownPartitions(p.Partition.Topic))
                )
            );
        foreach (var (partition, key, value) in _state)
            Put(new TopicPartition(topic, partition), key, value);
        foreach (var p in progress)
            Put(
                new TopicPartition(topic, p.Partition.Partition),
                Restoring.Changelog.ProgressKey(p.Partition.Topic),
                ProgressRecord.Write(p)
            );
    }

    private void Put(TopicPartition to, byte[] key, byte[]? value)
    {
        _topics.ThrowIfMissing(to);
        _producer.Produce(to, new Message<byte[]?, byte[]?> { Key = key, Value = value });
    }
}
