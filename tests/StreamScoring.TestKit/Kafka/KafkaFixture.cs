using Xunit;

namespace StreamScoring.TestKit.Kafka;

/// <summary>
/// The broker that a test run shares, the first that is there: the one <c>STREAMSCORING_TEST_KAFKA</c> names; one started from <c>KAFKA_HOME</c>; one in a
/// container. Started when first asked for. Where there is none, tests skip and say why.
/// </summary>
public sealed class KafkaFixture : IDisposable
{
    private const string Missing =
        "no Kafka to test with: set STREAMSCORING_TEST_KAFKA to a bootstrap address, or KAFKA_HOME to an Apache Kafka distribution, or run Docker";

    private readonly Lock _lock = new();
    private readonly List<KafkaCluster> _clusters = [];
    private ContainerBroker? _container;
    private string? _bootstrap;

    private static string? Home => Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home ? home : null;

    /// <summary>Where the shared broker is. Skips the test when there is none.</summary>
    public string Bootstrap
    {
        get
        {
            lock (_lock)
                return _bootstrap ??= Find();
        }
    }

    /// <summary>A cluster for one test alone, which may break it. Skips the test when none can be started here. Dispose it.</summary>
    public static KafkaCluster StartCluster(int nodes, params IReadOnlyList<(string Key, string Value)> settings)
    {
        Assert.SkipWhen(Home is null, "a test that kills brokers needs its own: set KAFKA_HOME to an Apache Kafka distribution");
        return KafkaCluster.Start(Home!, nodes, settings);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var cluster in _clusters)
            cluster.Dispose();
        _container?.Dispose();
    }

    private string Find()
    {
        if (Environment.GetEnvironmentVariable("STREAMSCORING_TEST_KAFKA") is { Length: > 0 } given)
            return given;
        if (Home is { } home)
        {
            var cluster = KafkaCluster.Start(home, 1);
            _clusters.Add(cluster);
            return cluster.Bootstrap;
        }

        _container = ContainerBroker.TryStart();
        Assert.SkipWhen(_container is null, Missing);
        return _container!.Bootstrap;
    }
}
