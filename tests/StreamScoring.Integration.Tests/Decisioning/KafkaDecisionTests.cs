using StreamScoring.Kafka;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Decisioning;

/// <summary>The sample's events and profiles through graph and rules on a real cluster.</summary>
[Trait("suite", "golden")]
public sealed class KafkaDecisionTests(KafkaFixture kafka)
{
    [Fact]
    public void On_a_cluster_with_restarts_it_gives_the_same_bytes_as_in_memory()
    {
        var prefix = KafkaLogs.NewPrefix();
        using var log = new NamespacedLog(
            new KafkaLog(new KafkaLogOptions(kafka.Bootstrap) { Instance = prefix }, TimeProvider.System),
            prefix,
            new SettledEnds(kafka.Bootstrap)
        );
        using var golden = new GoldenPipelineCase("luma-purchase");
        var events = new GoldenReplay(golden);
        var replay = new DecisionReplay(events, golden);
        var onCluster = replay.Over(log, 512, 3, restartEvery: 10);
        var inMemory = replay.InMemory(events.Events.Count, 1);
        Assert.True(inMemory.Difference(onCluster) is null, inMemory.Difference(onCluster));
        Assert.InRange(onCluster.Decisions.Count, 5_000, int.MaxValue);
    }
}
