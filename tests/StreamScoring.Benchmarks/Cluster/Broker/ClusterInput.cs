using Confluent.Kafka;
using StreamScoring.Benchmarks.Cluster.Jobs;
using StreamScoring.Benchmarks.Pipelines;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.TestKit.Json;

namespace StreamScoring.Benchmarks.Cluster.Broker;

/// <summary>The events of a job, keyed by identity, each where Java's producers would put it.</summary>
internal sealed class ClusterInput
{
    private const int IdStart = 8;
    private const int IdBytes = 33;
    private readonly byte[][] _values;
    private readonly byte[][] _keys;

    private ClusterInput(byte[][] values, byte[][] keys)
    {
        _values = values;
        _keys = keys;
    }

    public int Events => _values.Length;

    public double MeanBytes => _values.Average(v => (double)v.Length);

    /// <summary>What a job is measured on; with <paramref name="isQuick"/> a few thousand events.</summary>
    public static ClusterInput For(ClusterJob job, bool isQuick)
    {
        if (job == ClusterJob.VisitorCount)
            return Unique(isQuick ? 2_000 : 30_000);
        var load = job switch
        {
            ClusterJob.Ffnn => Load.Ffnn(),
            ClusterJob.LumaAvro or ClusterJob.LumaHistoryAvro => Load.LumaAvroMessages(),
            _ => Load.LumaJson(),
        };
        var count = isQuick ? 2_000 : load.Values.Length;
        var (values, keys) = (load.Values[..count], load.Keys[..count]);
        // Twice where nobody's history would grow by it, each time under other ids: exactly once, a duplicate is not scored.
        return isQuick || job.KeepsState() || job == ClusterJob.Ffnn
            ? new ClusterInput(values, keys)
            : new ClusterInput([.. values, .. values.Select((v, i) => OfAnotherId(v, LumaEvents.Lines[i]))], [.. keys, .. keys]);
    }

    private static byte[] OfAnotherId(byte[] value, byte[] json)
    {
        // Luma's lines begin with their id, which stands in an Avro message as it is.
        var id = json.AsSpan(IdStart, IdBytes);
        var other = value.AsSpan().ToArray();
        other[value.AsSpan().IndexOf(id)] = (byte)'Z';
        return other;
    }

    // One identity each, and no event twice: what a duplicate is, is not part of the comparison.
    private static ClusterInput Unique(int count)
    {
        var source = new UniqueEvents();
        var events = Enumerable.Range(0, count).Select(i => source.Of(i)).ToList();
        return new ClusterInput([.. events.Select(e => e.Value)], [.. events.Select(e => e.Key)]);
    }

    /// <summary>Writes all events to a topic.</summary>
    public void Write(string bootstrap, string topic)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]>(
            new ProducerConfig
            {
                BootstrapServers = bootstrap,
                Acks = Acks.All,
                EnableIdempotence = true,
                LingerMs = 20,
                QueueBufferingMaxMessages = 1_000_000,
                EnableDeliveryReports = false,
            }
        ).Build();
        for (var i = 0; i < Events; i++)
        {
            var key = _keys[i];
            var partition = key.Length > 0 ? Murmur2Partitioner.PartitionOf(key, BenchBroker.Partitions) : i % BenchBroker.Partitions;
            var message = new Message<byte[]?, byte[]> { Key = key.Length > 0 ? key : null, Value = _values[i] };
            Produce(producer, new TopicPartition(topic, partition), message);
        }

        producer.Flush();
    }

    private static void Produce(IProducer<byte[]?, byte[]> producer, TopicPartition to, Message<byte[]?, byte[]> message)
    {
        while (true)
        {
            try
            {
                producer.Produce(to, message);
                return;
            }
            catch (ProduceException<byte[]?, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }
}
