using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>Workers on a real cluster die by <c>kill -9</c>, or stand still beyond their session; nothing is lost, nothing doubled, state is what it would have been.</summary>
public sealed class KafkaKillTests(KafkaFixture kafka, ITestOutputHelper output)
{
    private const int Events = 6_000;

    [Fact]
    public void Every_event_gets_one_score_in_order_though_workers_are_killed_at_every_point()
    {
        var bootstrap = kafka.Bootstrap;
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        var undisturbed = KafkaWork.Undisturbed(golden, Events);
        var (seed, kills) = (KillCount.Seed, KillCount.AtLeast(KillObserver.Points.Count));
        var random = new Random(seed);
        var hits = KillObserver.Points.ToDictionary(p => p, _ => 0, StringComparer.Ordinal);
        var (rounds, victims) = (0, 0);
        for (var kill = 0; kill < kills; )
        {
            var prefix = KafkaLogs.NewPrefix();
            using var log = KafkaWork.Open(bootstrap, prefix, "checker");
            new GoldenReplay(golden).Feed(log, KafkaWork.Partitions, count: Events, strays: KafkaWork.IsStray);
            rounds++;
            for (var done = false; !done; )
            {
                Assert.True(++victims <= (3 * kills) + rounds, $"{victims} victims gave only {kill} kills");
                var point = kill < kills ? KillObserver.Points[kill % KillObserver.Points.Count] : "";
                using var victim = VictimProcess.Start(
                    KafkaVictim.Name,
                    new VictimPlan($"{bootstrap}|{prefix}", seed, point, point == "in decode" ? 1 + random.Next(300) : 1 + random.Next(8))
                );
                var said = victim.ReadToEnd();
                Assert.True(victim.WasKilled || victim.ExitCode == 0, $"the victim ended with {victim.ExitCode}: {Last(said)}");
                if (victim.WasKilled)
                {
                    hits[point]++;
                    kill++;
                }

                done = !victim.WasKilled;
            }

            Assert.True(KafkaWork.IsDone(bootstrap, prefix));
            KafkaWork.AssertWhole(log, undisturbed);
        }

        output.WriteLine(
            $"seed {seed}: {kills} kills over {rounds} namespaces of {Events} events: {string.Join(", ", hits.Select(h => $"{h.Key} {h.Value}"))}"
        );
        Assert.All(hits, hit => Assert.True(hit.Value > 0, $"no victim died at {hit.Key}"));
    }

    [Fact]
    public void A_worker_that_stood_still_beyond_its_session_publishes_nothing_stale()
    {
        var bootstrap = kafka.Bootstrap;
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        var undisturbed = KafkaWork.Undisturbed(golden, Events);
        var rounds = Environment.GetEnvironmentVariable("STREAMSCORING_SOAK") is "1" ? 20 : 3;
        for (var round = 0; round < rounds; round++)
        {
            var prefix = KafkaLogs.NewPrefix();
            using var log = KafkaWork.Open(bootstrap, prefix, "checker");
            new GoldenReplay(golden).Feed(log, KafkaWork.Partitions, count: Events, strays: KafkaWork.IsStray);
            var plan = new VictimPlan($"{bootstrap}|{prefix}", round, "", 0);
            using var zombie = VictimProcess.Start(KafkaVictim.Name, plan);
            Assert.Equal("started", zombie.ReadLine());
            WaitForScores(log, 1 + (round * 500));
            Signals.Send(zombie.Id, Signals.Stop);
            using (var heir = VictimProcess.Start(KafkaVictim.Name, plan))
            {
                var said = heir.ReadToEnd();
                Assert.True(heir.ExitCode == 0, $"the heir ended with {heir.ExitCode}: {Last(said)}");
            }

            KafkaWork.AssertWhole(log, undisturbed);
            Signals.Send(zombie.Id, Signals.Continue);
            var last = zombie.ReadToEnd();
            Assert.True(zombie.ExitCode == 0, $"the zombie ended with {zombie.ExitCode}: {Last(last)}");
            KafkaWork.AssertWhole(log, undisturbed);
        }
    }

    private static string Last(IReadOnlyList<string> lines) => string.Join(Environment.NewLine, lines.TakeLast(40));

    private static void WaitForScores(NamespacedLog log, int count)
    {
        Patience.Until(
            () =>
                Enumerable
                    .Range(0, log.PartitionCount("scores"))
                    .Sum(p =>
                    {
                        using var reader = log.OpenReader("scores", p);
                        return reader.Bounds().End;
                    }) >= count,
            $"{count} scores"
        );
    }
}
