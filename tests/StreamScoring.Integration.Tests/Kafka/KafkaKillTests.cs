using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.Pipeline.Settings;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>
/// Of two workers on a real cluster, while events flow, one dies by <c>kill -9</c>, again and again, at every named point; the other
/// takes over, and a new one comes.
/// </summary>
public sealed class KafkaKillTests(KafkaFixture kafka, ITestOutputHelper output)
{
    [Fact]
    public void Once_every_event_gets_one_score_in_order_and_state_is_that_of_an_undisturbed_run() =>
        Kill(new KafkaPlan(kafka.Bootstrap, KafkaLogs.NewPrefix()));

    [Fact]
    public void Once_holds_under_the_group_protocol_of_the_cluster_too() =>
        Kill(new KafkaPlan(kafka.Bootstrap, KafkaLogs.NewPrefix(), "consumer"));

    [Fact]
    public void Once_memberships_counters_and_decisions_are_those_of_an_undisturbed_run() =>
        Kill(new KafkaPlan(kafka.Bootstrap, KafkaLogs.NewPrefix(), Decides: true));

    [Fact]
    public void At_least_once_nothing_is_lost_and_duplicates_are_identical() =>
        Kill(new KafkaPlan(kafka.Bootstrap, KafkaLogs.NewPrefix(), Delivery: Delivery.AtLeastOnce));

    private void Kill(KafkaPlan plan)
    {
        var events = KafkaWork.IsSoak ? 200_000 : 6_000;
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        var replay = new GoldenReplay(golden);
        using var log = KafkaWork.Open(plan, "checker");
        using (var feed = new GoldenFeed(replay, log, KafkaWork.Partitions, plan.Decides))
        {
            feed.Next(500);
            using (var fleet = new Fleet(plan, KillCount.Seed, KillCount.AtLeast(KillObserver.Points.Count)))
            {
                // The events come as the kills do, and some more when a victim waits for its moment.
                var chunk = Math.Max(20, events / (fleet.Kills * 20));
                using var rest = new ManualResetEventSlim();
                while (!fleet.IsThrough)
                {
                    fleet.Look();
                    if (feed.Count < events && feed.Count - chunk < (long)events * (fleet.Killed + 1) / fleet.Kills)
                        feed.Next(chunk);
                    else if (feed.Count < 2 * events)
                        feed.Next(20);
                    else
                        Assert.Fail($"{feed.Count} events gave only {fleet.Killed} kills: {fleet.Last}");
                    rest.Wait(50);
                }

                feed.UpTo(events);
                using (var backlog = new Backlog(plan))
                    backlog.WaitUntilEmpty(fleet.Workers);
                fleet.Stop();
                output.WriteLine($"{plan}: seed {KillCount.Seed}, {fleet.Killed} kills, {feed.Count} events: {fleet.Hits}");
                Assert.Equal(KillObserver.Points, fleet.PointsHit);
            }

            using var undisturbed = KafkaWork.Undisturbed(golden, replay, plan, feed.Count);
            if (plan.Delivery == Delivery.ExactlyOnce)
                KafkaOutcome.AssertWhole(log, undisturbed, plan);
            else
                output.WriteLine($"{KafkaOutcome.AssertNothingLost(log, undisturbed, plan)} duplicates, all identical");
        }
    }
}
