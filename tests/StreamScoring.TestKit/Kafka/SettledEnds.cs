using Confluent.Kafka;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.TestKit.Kafka;

/// <summary>Waits until everything written to a partition so far is decided, so that a committed reader sees it. Safe from any thread.</summary>
public sealed class SettledEnds(string bootstrap) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private readonly IConsumer<Ignore, Ignore> _written = Client(bootstrap, IsolationLevel.ReadUncommitted);
    private readonly IConsumer<Ignore, Ignore> _decided = Client(bootstrap, IsolationLevel.ReadCommitted);

    /// <summary>Waits; fails when a transaction stays open.</summary>
    public void Wait(TopicPartition partition)
    {
        var name = new Confluent.Kafka.TopicPartition(partition.Topic, partition.Partition);
        var end = _written.QueryWatermarkOffsets(name, _patience).High.Value;
        Patience.Until(
            () => _decided.QueryWatermarkOffsets(name, _patience).High.Value >= end,
            $"the transactions on {partition} to be decided",
            every: 2
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _written.Dispose();
        _decided.Dispose();
    }

    private static IConsumer<Ignore, Ignore> Client(string bootstrap, IsolationLevel isolation) => new ConsumerBuilder<Ignore, Ignore>(
            new ConsumerConfig
            {
                BootstrapServers = bootstrap,
                GroupId = "settled-ends",
                IsolationLevel = isolation,
                TopicMetadataRefreshIntervalMs = 1_000,
                MetadataMaxAgeMs = 3_000,
            }
        ).SetLogHandler((_, _) => { }).Build();
}
