using System.Buffers.Binary;
using Confluent.Kafka;
using StreamScoring.Benchmarks.Cluster.Broker;

namespace StreamScoring.Benchmarks.Cluster.Latency;

/// <summary>A read_committed reader of the results: when it had each, and when the broker had it.</summary>
internal sealed class Arrivals : IDisposable
{
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly long[] _readerTimestamps;
    private readonly long[] _brokerMs;
    private readonly Thread _thread;
    private int _count;
    private volatile bool _isClosing;

    /// <param name="bootstrap">The cluster.</param>
    /// <param name="topic">The topic of the results.</param>
    /// <param name="events">How many there can be.</param>
    public Arrivals(string bootstrap, string topic, long events)
    {
        (_readerTimestamps, _brokerMs) = (new long[events], new long[events]);
        _consumer = new ConsumerBuilder<Ignore, Ignore>(
            new ConsumerConfig
            {
                BootstrapServers = bootstrap,
                GroupId = topic + ".reader",
                AutoOffsetReset = AutoOffsetReset.Earliest,
                IsolationLevel = IsolationLevel.ReadCommitted,
                EnableAutoCommit = false,
                FetchWaitMaxMs = 100,
            }
        ).Build();
        _consumer.Assign(Enumerable.Range(0, BenchBroker.Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        _thread = new Thread(Read) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many have arrived.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>ms from the moment each measured event of a schedule was due to the reader, and to the broker's stamp, ascending; one that never came is infinite.</summary>
    public (double[] Reader, double[] Broker) Of(Schedule schedule)
    {
        var measured = schedule.Count - schedule.Unmeasured;
        var (reader, broker) = (new double[measured], new double[measured]);
        for (var i = 0; i < measured; i++)
        {
            var number = schedule.First + schedule.Unmeasured + i;
            var at = Volatile.Read(ref _readerTimestamps[number]);
            var due = schedule.DueMs(number);
            reader[i] =
                at == 0
                    ? double.PositiveInfinity
                    : TimeProvider.System.GetElapsedTime(schedule.Start.Timestamp, at).TotalMilliseconds - due;
            // Both stamps are whole milliseconds, as records have them.
            broker[i] = at == 0 ? double.PositiveInfinity : _brokerMs[number] - Math.Floor(schedule.Start.UnixMs + due);
        }

        Array.Sort(reader);
        Array.Sort(broker);
        return (reader, broker);
    }

    public void Dispose()
    {
        _isClosing = true;
        _thread.Join();
        _consumer.Dispose();
    }

    private void Read()
    {
        while (!_isClosing)
        {
            if (_consumer.Consume(TimeSpan.FromMilliseconds(50)) is not { } record)
                continue;
            var now = TimeProvider.System.GetTimestamp();
            if (!record.Message.Headers.TryGetLastBytes("id", out var id))
                throw new InvalidOperationException("a result came without the header 'id'");
            var number = BinaryPrimitives.ReadInt64BigEndian(id);
            if (_readerTimestamps[number] != 0)
                continue;
            _brokerMs[number] = record.Message.Timestamp.UnixTimestampMs;
            Volatile.Write(ref _readerTimestamps[number], now);
            Volatile.Write(ref _count, _count + 1);
        }
    }
}
