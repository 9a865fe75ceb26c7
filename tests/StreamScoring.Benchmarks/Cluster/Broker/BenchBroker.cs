using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamScoring.TestKit.Kafka;

namespace StreamScoring.Benchmarks.Cluster.Broker;

/// <summary>The broker of a run: that of <c>STREAMSCORING_TEST_KAFKA</c>, else one node started from <c>KAFKA_HOME</c>.</summary>
internal sealed class BenchBroker : IDisposable
{
    /// <summary>Partitions of every topic.</summary>
    public const int Partitions = 4;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private readonly KafkaCluster? _cluster;
    private readonly IAdminClient _admin;

    private BenchBroker(KafkaCluster? cluster, string bootstrap)
    {
        _cluster = cluster;
        Bootstrap = bootstrap;
        _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).SetLogHandler((_, _) => { }).Build();
    }

    public string Bootstrap { get; }

    /// <summary>Throws <see cref="InvalidOperationException"/> when there is none.</summary>
    public static BenchBroker Open()
    {
        if (Environment.GetEnvironmentVariable("STREAMSCORING_TEST_KAFKA") is { Length: > 0 } given)
            return new BenchBroker(null, given);
        if (Environment.GetEnvironmentVariable("KAFKA_HOME") is not { Length: > 0 } home)
            throw new InvalidOperationException(
                "no Kafka to measure with: set KAFKA_HOME to an Apache Kafka distribution, or STREAMSCORING_TEST_KAFKA to a bootstrap address"
            );
        // The threads of a worker join one after the other: the first waits for them, so that partitions are dealt out once.
        var cluster = KafkaCluster.Start(
            home,
            1,
            ("group.initial.rebalance.delay.ms", "700"),
            ("log.retention.check.interval.ms", "10000"),
            ("log.segment.delete.delay.ms", "1000")
        );
        return new BenchBroker(cluster, cluster.Bootstrap);
    }

    /// <summary>Makes a topic of events.</summary>
    public void MakeInput(string name) => Make(name, ("retention.ms", "-1"));

    /// <summary>
    /// Makes a topic of results: stamped by the broker, so that one clock counts for everybody (Streamiz hands its input's time on), and kept briefly.
    /// </summary>
    public void MakeOutput(string name) =>
        Make(name, ("message.timestamp.type", "LogAppendTime"), ("segment.bytes", "134217728"), ("retention.bytes", "268435456"));

    /// <summary>Deletes every topic whose name begins so.</summary>
    public void Delete(string prefix)
    {
        var names = _admin.GetMetadata(_patience).Topics.Select(t => t.Topic).Where(t => t.StartsWith(prefix, StringComparison.Ordinal));
        if (names.ToList() is { Count: > 0 } found)
            _admin.DeleteTopicsAsync(found).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _admin.Dispose();
        _cluster?.Dispose();
    }

    private void Make(string name, params (string Key, string Value)[] settings) =>
        _admin
            .CreateTopicsAsync([
                new TopicSpecification
                {
                    Name = name,
                    NumPartitions = Partitions,
                    ReplicationFactor = 1,
                    Configs = settings.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal),
                },
            ])
            .GetAwaiter()
            .GetResult();
}
