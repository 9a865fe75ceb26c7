using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Pipelines;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>The bundled sample's rules on a real cluster: profiles, memberships and decisions are those of a log in memory, byte for byte.</summary>
[Trait("suite", "golden")]
public sealed class KafkaDecisionTests(KafkaFixture kafka)
{
    [Theory]
    [InlineData(3, 0)]
    [InlineData(2, 9)]
    public void On_a_cluster_the_sample_gives_the_same_bytes(int partitions, int restartEvery)
    {
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        var replay = new DecisionReplay(new GoldenReplay(golden), golden);
        using var log = KafkaWork.Open(new KafkaPlan(kafka.Bootstrap, KafkaLogs.NewPrefix()), "golden", settles: true);
        var found = replay.Over(log, batchSize: 1024, partitions, restartEvery);
        var expected = replay.InMemory(batchSize: 4096, partitions: 1);
        GoldenCount.Say(
            "luma-decisions",
            1,
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"rule set; {found.Memberships.Count} memberships, {found.Decisions.Count} decisions and {found.Latest.Count} newest ones on a cluster"
            )
        );
        Assert.True(expected.Difference(found) is null, expected.Difference(found));
        Assert.InRange(found.Decisions.Count, 5_000, int.MaxValue);
    }
}
