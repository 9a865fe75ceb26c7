using Confluent.Kafka;
using StreamScoring.Benchmarks.Cluster.Jobs;
using StreamScoring.Benchmarks.Pipelines;
using StreamScoring.Pipeline.Partitioning;

namespace StreamScoring.Benchmarks.Cluster.Broker;

/// <summary>The events of a job, keyed by identity, each where Java's producers would put it.</summary>
internal sealed class ClusterInput
{
    private readonly byte[][] _values;
    private readonly byte[][] _keys;
    private readonly int _rounds;

    private ClusterInput(byte[][] values, byte[][] keys, int rounds)
    {
        _values = values;
        _keys = keys;
        _rounds = rounds;
    }

    public int Events => _values.Length * _rounds;

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
        if (isQuick)
            return new ClusterInput(load.Values[..2_000], load.Keys[..2_000], 1);
        // Again and again where nothing remembers: for what keeps state the second time would be duplicates.
        return new ClusterInput(load.Values, load.Keys, job.KeepsState() || job == ClusterJob.Ffnn ? 1 : 2);
    }

    // One identity each, and no event twice: what a duplicate is, is not part of the comparison.
    private static ClusterInput Unique(int count)
    {
        var source = new UniqueEvents();
        var events = Enumerable.Range(0, count).Select(i => source.Of(i)).ToList();
        return new ClusterInput([.. events.Select(e => e.Value)], [.. events.Select(e => e.Key)], 1);
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
            var key = _keys[i % _keys.Length];
            var partition = key.Length > 0 ? Murmur2Partitioner.PartitionOf(key, BenchBroker.Partitions) : i % BenchBroker.Partitions;
            var message = new Message<byte[]?, byte[]> { Key = key.Length > 0 ? key : null, Value = _values[i % _values.Length] };
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
