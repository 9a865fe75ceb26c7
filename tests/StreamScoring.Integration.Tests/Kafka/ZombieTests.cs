using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>
/// A worker that stood still (SIGSTOP) beyond its session, at one named point or another, and goes on as if nothing had happened,
/// publishes nothing stale.
/// </summary>
public sealed class ZombieTests(KafkaFixture kafka, ITestOutputHelper output)
{
    private const int Before = 1_500;
    private const int After = 1_500;

    [Theory]
    [InlineData("classic")]
    [InlineData("consumer")]
    public void What_stood_still_beyond_its_session_publishes_nothing_stale(string protocol)
    {
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        var replay = new GoldenReplay(golden);
        var random = new Random(KillCount.Seed);
        var rounds = KafkaWork.IsSoak ? 20 : 3;
        var points = Enumerable
            .Range(0, rounds)
            .Select(r => KillObserver.Points[(KillCount.Seed + r) % KillObserver.Points.Count])
            .ToList();
        foreach (var point in points)
        {
            var occurrence =
                point == "in restore" ? 1 + random.Next(4)
                : point == "in decode" ? 1 + random.Next(400)
                : 1 + random.Next(10);
            Round(new KafkaPlan(kafka.Bootstrap, KafkaLogs.NewPrefix(), protocol), point, occurrence, golden, replay);
        }

        output.WriteLine($"{protocol}, seed {KillCount.Seed}: {rounds} rounds, stood still {string.Join(", ", points)}");
    }

    private static void Round(KafkaPlan plan, string point, int occurrence, GoldenPipelineCase golden, GoldenReplay replay)
    {
        using var log = KafkaWork.Open(plan, "checker");
        using var feed = new GoldenFeed(replay, log, KafkaWork.Partitions);
        feed.UpTo(Before);
        using var backlog = new Backlog(plan);
        using (var zombie = new WorkerProcess(plan, KillPoint.StopPrefix + point, occurrence))
        {
            Patience.Until(() => zombie.HasEnded || zombie.IsStopped, $"a worker to stand still {point} {occurrence}: {zombie.Last}");
            zombie.AssertRuns();
            using (var heir = new WorkerProcess(plan))
            {
                backlog.WaitUntilEmpty(heir);
                using (var half = KafkaWork.Undisturbed(golden, replay, plan, Before))
                    KafkaOutcome.AssertWhole(log, half, plan);
                zombie.Send(Signals.Continue);
                feed.UpTo(Before + After);
                backlog.WaitUntilEmpty(heir, zombie);
                zombie.AssertRuns();
                heir.AssertRuns();
                heir.Stop();
            }

            // What the heir has left is the former zombie's again.
            feed.UpTo(Before + After + 100);
            backlog.WaitUntilEmpty(zombie);
            zombie.Stop();
        }

        using var undisturbed = KafkaWork.Undisturbed(golden, replay, plan, Before + After + 100);
        KafkaOutcome.AssertWhole(log, undisturbed, plan);
    }
}
