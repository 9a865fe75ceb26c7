using System.Text;
using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>Compares what workers left on a cluster with what an undisturbed run left in memory.</summary>
internal static class KafkaOutcome
{
    /// <summary>Every event has one score, in order, and that of the undisturbed run; state is the same, too.</summary>
    public static void AssertWhole(ILog log, ILog undisturbed, KafkaPlan plan)
    {
        Settle(log, plan);
        var expected = PipelineWork.Outcome(undisturbed, plan.Settings);
        var outcome = PipelineWork.Outcome(log, plan.Settings);
        Assert.Equal(expected.Keys, outcome.Keys);
        foreach (var (what, value) in expected)
            Assert.True(value == outcome[what], $"{what} is not that of an undisturbed run");
    }

    /// <summary>
    /// Every event has at least one score; those of one event have the same id and data, and they are those of the undisturbed run.
    /// Returns how many are more than one each.
    /// </summary>
    public static int AssertNothingLost(ILog log, ILog undisturbed, KafkaPlan plan)
    {
        Settle(log, plan);
        var (expected, outcome) = (Scores(undisturbed, plan, out _), Scores(log, plan, out var duplicates));
        Assert.Equal(expected.Keys, outcome.Keys);
        foreach (var (what, value) in expected)
            Assert.True(value == outcome[what], $"the score of {what} is not that of an undisturbed run");
        return duplicates;
    }

    private static SortedDictionary<string, string> Scores(ILog log, KafkaPlan plan, out int duplicates)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        duplicates = 0;
        for (var p = 0; p < KafkaWork.Partitions; p++)
        {
            foreach (var record in log.ReadAll(new TopicPartition(plan.Settings.Topics.Scores, p), 1000, 8 << 20).Select(ScoreRecord.Of))
            {
                var (what, value) = ($"{record.EventId} in {p}", $"{record.Id} {record.Data}");
                if (found.TryAdd(what, value))
                    continue;
                duplicates++;
                Assert.True(found[what] == value, $"the scores of {what} differ");
            }
        }

        return found;
    }

    private static void Settle(ILog log, KafkaPlan plan)
    {
        using var settled = new SettledEnds(plan.Bootstrap);
        for (var p = 0; p < log.PartitionCount(plan.Settings.Topics.Scores); p++)
            settled.Wait(new TopicPartition(plan.Prefix + plan.Settings.Topics.Scores, p));
    }
}
