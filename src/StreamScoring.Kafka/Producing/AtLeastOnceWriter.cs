using Confluent.Kafka;
using StreamScoring.Kafka.Consuming;
using StreamScoring.Kafka.Restoring;
using StreamScoring.Kafka.Settings;
using StreamScoring.Kafka.Topics;
using StreamScoring.Pipeline.Ports;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Producing;

/// <summary>
/// The at-least-once writer of one worker: records go out as they come, and the group's offsets follow once the cluster has all of them.
/// After a crash or an
/// abort some are written again, with the same bytes. It keeps no state.
/// </summary>
internal sealed class AtLeastOnceWriter : ITransaction
{
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(5);
    private readonly string _group;
    private readonly string _writerId;
    private readonly KafkaSource? _member;
    private readonly Clients _clients;
    private readonly TopicAdmin _topics;
    private readonly GroupName _name;
    private readonly Restorer _restorer;
    private readonly Action<DeliveryReport<byte[]?, byte[]?>> _failed;
    private IProducer<byte[]?, byte[]?> _producer;
    private Error? _failure;

    public AtLeastOnceWriter(string group, string writerId, KafkaSource? member, Clients clients, TopicAdmin topics, TimeProvider time)
    {
        _group = group;
        _writerId = writerId;
        _member = member;
        _clients = clients;
        _topics = topics;
        _name = new GroupName(group, clients);
        _restorer = new Restorer(group, clients, topics, time);
        _failed = report =>
        {
            if (report.Error.IsError)
                Volatile.Write(ref _failure, report.Error);
        };
        _producer = clients.Producer(clients.Settings.AtLeastOnce());
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
        var message = ProducerRecords.Message(key, value, headers, timestampMs, hasKey, hasValue);
        while (Volatile.Read(ref _failure) is null)
        {
            try
            {
                _producer.Produce(Names.Confluent(to), message, _failed);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(TimeSpan.FromMilliseconds(10));
                Stop.ThrowIfCancellationRequested();
            }
            catch (KafkaException e)
            {
                Volatile.Write(ref _failure, e.Error);
            }
        }
    }

    public void PutState(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        throw new LogException("a pipeline that keeps state must run exactly once: set pipeline.delivery to exactly-once");

    public void Commit(IReadOnlyList<Progress> progress)
    {
        try
        {
            _member?.ThrowIfNotOwner(progress);
            foreach (var p in progress)
                _topics.ThrowIfMissing(p.Partition);
            // Until the client has delivered all or given up on some: its own time limits end this.
            while (Volatile.Read(ref _failure) is null && _producer.Flush(_attempt) is > 0 and var left)
            {
                if (Stop.IsCancellationRequested)
                    throw new LogException(
                        $"writer '{_writerId}': stopped before the cluster took {left.ToString(System.Globalization.CultureInfo.InvariantCulture)} records; their events are scored again"
                    );
            }

            if (Volatile.Read(ref _failure) is { } failure)
                throw new AbortedException($"writer '{_writerId}': records were not delivered: {failure.Reason}");
            if (progress.Count > 0)
                CommitOffsets(progress);
        }
        catch
        {
            Abort();
            throw;
        }
    }

    public void Abort()
    {
        // What is under way may still arrive: that is what at least once means. A producer that failed is not asked again.
        if (Volatile.Read(ref _failure) is null)
            return;
        _producer.Dispose();
        _producer = _clients.Producer(_clients.Settings.AtLeastOnce());
        Volatile.Write(ref _failure, null);
    }

    public Progress? ReadProgress(TopicPartition partition) =>
        _restorer.CommittedOffset(partition, Stop) is { } offset ? new Progress(partition, offset, "", -1) : null;

    public void RestoreState(int partition, StateVisitor each) { }

    public void Dispose()
    {
        _producer.Dispose();
        _name.Dispose();
        _restorer.Dispose();
    }

    private CancellationToken Stop => _member?.Stop ?? CancellationToken.None;

    private void CommitOffsets(IReadOnlyList<Progress> progress)
    {
        var offsets = progress.Select(p => new TopicPartitionOffset(Names.Confluent(p.Partition), new Offset(p.NextOffset))).ToList();
        try
        {
            if (_member is not null)
                _member.CommitOffsets(offsets);
            else
                _name.CommitOffsets(offsets);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.GroupAuthorizationFailed or ErrorCode.TopicAuthorizationFailed)
        {
            throw new LogException($"the cluster does not let this user commit offsets of group '{_group}': {e.Error.Reason}", e);
        }
        catch (KafkaException e)
        {
            throw new AbortedException($"writer '{_writerId}': the offsets of group '{_group}' were not committed: {e.Error.Reason}", e);
        }
    }
}
