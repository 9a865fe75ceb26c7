using Confluent.Kafka;
using StreamScoring.Kafka.Consuming;
using StreamScoring.Kafka.Settings;
using StreamScoring.Pipeline.Ports;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Reading;

/// <summary>Reads one partition outside any group. Reading on where the last read ended costs no new fetch position.</summary>
internal sealed class KafkaPartitionReader : IPartitionReader
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);
    private readonly Clients _clients;
    private readonly TopicPartition _partition;
    private readonly TimeProvider _time;
    private readonly Staging _staging = new();
    private readonly IConsumer<StagedSpan, StagedSpan> _consumer;
    private ConsumeResult<StagedSpan, StagedSpan>? _carried;
    private long _next = -1;
    private long _end = -1;

    public KafkaPartitionReader(Clients clients, TopicPartition partition, TimeProvider time)
    {
        _clients = clients;
        _partition = partition;
        _time = time;
        _consumer = clients.Consumer(clients.Settings.Reader(), _staging);
    }

    public (long Start, long End) Bounds()
    {
        var bounds = Ask(() => _consumer.QueryWatermarkOffsets(Names.Confluent(_partition), _timeout));
        _end = bounds.High.Value;
        return (bounds.Low.Value, bounds.High.Value);
    }

    public long OffsetAt(long timestampMs)
    {
        var (start, end) = Bounds();
        var wanted = new TopicPartitionTimestamp(
            Names.Confluent(_partition),
            new Timestamp(Math.Max(timestampMs, 0), TimestampType.CreateTime)
        );
        var found = Ask(() => _consumer.OffsetsForTimes([wanted], _timeout))[0].Offset.Value;
        if (found < 0)
            return end;
        // The cluster also counts the markers of transactions and records that were aborted: the first record from there on that is late
        // enough is meant.
        var batch = new RecordBatch(256);
        for (var at = Math.Max(found, start); at < end; at = batch.NextOffset)
        {
            Read(at, batch, 1 << 20);
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.TimestampMs(i) >= timestampMs)
                    return batch.Offset(i);
            }

            if (batch.NextOffset == at)
                break;
        }

        return end;
    }

    public int Read(long offset, RecordBatch into, int maxBytes)
    {
        into.Reset(offset);
        if (offset >= _end)
            Bounds();
        if (offset >= _end)
            return 0;
        if (offset != _next)
            GoTo(offset);
        try
        {
            Fill(into, maxBytes);
        }
        catch (ConsumeException e) when (CorruptionProbe.IsCorruption(e))
        {
            _next = -1;
            if (into.Count > 0)
                return into.Count;
            var broken = Math.Max(offset, e.ConsumerRecord.Offset.Value);
            var next =
                CorruptionProbe.FirstReadable(_clients, _partition, broken)
                ?? throw new LogException(
                    $"{_partition}: the cluster does not answer while looking past broken bytes at offset {broken}",
                    e
                );
            throw CorruptionProbe.Describe(_partition, broken, next);
        }
        catch (ConsumeException e)
        {
            _next = -1;
            throw new LogException($"{_partition} cannot be read: {e.Error.Reason}", e);
        }
        catch (LogException)
        {
            _next = -1;
            throw;
        }

        _next = into.NextOffset;
        return into.Count;
    }

    public void Dispose() => _consumer.Dispose();

    private void GoTo(long offset)
    {
        _carried = null;
        _consumer.Assign(new TopicPartitionOffset(Names.Confluent(_partition), new Offset(offset)));
    }

    private void Fill(RecordBatch into, int maxBytes)
    {
        var heard = _time.GetTimestamp();
        while (into.Count < into.Capacity && into.NextOffset < _end && !into.IsDue)
        {
            var record = _carried ?? _consumer.Consume(TimeSpan.FromMilliseconds(100));
            _carried = null;
            if (record is null)
            {
                if (_time.GetElapsedTime(heard) > _timeout)
                    throw new LogException(
                        $"{_partition}: no broker has answered for {_timeout.TotalSeconds} s at offset {into.NextOffset}",
                        new KafkaException(ErrorCode.Local_TimedOut)
                    );
                continue;
            }

            heard = _time.GetTimestamp();
            if (record.IsPartitionEOF)
            {
                // Behind the last record stand markers: nothing more will come up to here.
                into.NextOffset = Math.Max(into.NextOffset, record.Offset.Value);
                continue;
            }

            if (_staging.Stage(record) + into.Bytes > maxBytes && into.Count > 0)
            {
                _carried = record;
                return;
            }

            _staging.AddTo(into, record);
        }
    }

    private T Ask<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (KafkaException e)
        {
            throw new LogException($"{_partition}: the cluster did not answer: {e.Error.Reason}", e);
        }
    }
}
