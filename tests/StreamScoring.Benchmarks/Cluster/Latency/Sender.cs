using System.Buffers.Binary;
using Confluent.Kafka;
using StreamScoring.Benchmarks.Cluster.Broker;
using StreamScoring.Pipeline.Partitioning;

namespace StreamScoring.Benchmarks.Cluster.Latency;

/// <summary>Sends events as their schedule says, each stamped with the time it was due, with its number in the header <c>id</c>.</summary>
internal sealed class Sender : IDisposable
{
    private static readonly TimeSpan _rest = TimeSpan.FromMilliseconds(0.5);
    private readonly UniqueEvents _events;
    private readonly string _topic;
    private readonly IProducer<byte[], byte[]> _producer;

    public Sender(string bootstrap, string topic, UniqueEvents events)
    {
        (_topic, _events) = (topic, events);
        _producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig
            {
                BootstrapServers = bootstrap,
                Acks = Acks.Leader,
                LingerMs = 0,
                EnableDeliveryReports = false,
                QueueBufferingMaxMessages = 1_000_000,
            }
        ).Build();
    }

    public void Send(Schedule schedule)
    {
        schedule.Start = (TimeProvider.System.GetTimestamp(), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        using var pause = new ManualResetEventSlim();
        for (var number = schedule.First; number < schedule.First + schedule.Count; number++)
        {
            while (TimeProvider.System.GetElapsedTime(schedule.Start.Timestamp).TotalMilliseconds < schedule.DueMs(number))
                pause.Wait(_rest);
            var (key, value) = _events.Of(number);
            var due = schedule.Start.UnixMs + schedule.DueMs(number);
            _producer.Produce(
                new TopicPartition(_topic, Murmur2Partitioner.PartitionOf(key, BenchBroker.Partitions)),
                new Message<byte[], byte[]>
                {
                    Key = key,
                    Value = value,
                    Timestamp = new Timestamp((long)due, TimestampType.CreateTime),
                    Headers = new Headers { { "ct", Bytes((long)(due * 1000)) }, { "id", Bytes(number) } },
                }
            );
        }

        _producer.Flush();
    }

    public void Dispose() => _producer.Dispose();

    private static byte[] Bytes(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
