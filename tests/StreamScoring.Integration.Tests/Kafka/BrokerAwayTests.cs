using System.Globalization;
using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>Brokers die and come back while workers score: one of three, and all there are.</summary>
public sealed class BrokerAwayTests(ITestOutputHelper output)
{
    private const long Flat = 48 << 20;

    // A broker that comes back to transactions which are too old must not give them up before it knows its own partitions: Kafka 4.3.1
    // then leaves out their markers without a word, and what is
    // half done stays so. Its own default is 10 s.
    private static readonly (string, string) _patientCleanup = ("transaction.abort.timed.out.transaction.cleanup.interval.ms", "8000");

    [Theory]
    [InlineData("classic")]
    [InlineData("consumer")]
    public void Scoring_goes_on_by_itself_after_every_broker_was_away_and_memory_stays_flat_meanwhile(string protocol)
    {
        var away = TimeSpan.FromSeconds(KafkaWork.IsSoak ? 60 : 6);
        using var cluster = KafkaFixture.StartCluster(1, _patientCleanup);
        var plan = new KafkaPlan(cluster.Bootstrap, "", protocol);
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        var replay = new GoldenReplay(golden);
        using var log = KafkaWork.Open(plan, "checker");
        using var feed = new GoldenFeed(replay, log, KafkaWork.Partitions);
        feed.UpTo(4_000);
        using var one = new WorkerProcess(plan);
        using var other = new WorkerProcess(plan);
        using (var backlog = new Backlog(plan))
        {
            Patience.Until(
                () => one.WaitedFor(WorkerProcess.Assigned) && other.WaitedFor(WorkerProcess.Assigned),
                $"two workers to share: {one.Last} {other.Last}"
            );
            feed.UpTo(8_000);
            cluster.Nodes[0].Kill();
            var growth = Growth(away, one, other);
            cluster.Restart(cluster.Nodes[0]);
            feed.UpTo(9_000);
            backlog.WaitUntilEmpty(one, other);
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{plan}: away {away.TotalSeconds} s, memory grew by {growth / 1024} KiB")
            );
            Assert.True(growth < Flat, $"memory grew by {growth} bytes while no broker was there");
        }

        using (var undisturbed = KafkaWork.Undisturbed(golden, replay, plan, feed.Count))
            KafkaOutcome.AssertWhole(log, undisturbed, plan);
        AssertNoDeadLetters(log, plan);
        // Nobody waits for a broker that may never come back.
        cluster.Nodes[0].Kill();
        one.Stop();
        other.Stop();
    }

    [Fact]
    public void Scoring_goes_on_while_one_of_three_brokers_is_away()
    {
        using var cluster = KafkaFixture.StartCluster(3, _patientCleanup);
        var plan = new KafkaPlan(cluster.Bootstrap, "");
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        var replay = new GoldenReplay(golden);
        using var log = KafkaWork.Open(plan, "checker");
        using var feed = new GoldenFeed(replay, log, KafkaWork.Partitions);
        feed.UpTo(1_000);
        using var one = new WorkerProcess(plan);
        using var other = new WorkerProcess(plan);
        using (var backlog = new Backlog(plan))
        {
            backlog.WaitUntilEmpty(one, other);
            foreach (var node in cluster.Nodes)
            {
                feed.Next(500);
                node.Kill();
                feed.Next(500);
                backlog.WaitUntilEmpty(one, other);
                cluster.Restart(node);
                // With two of three in step a partition may be written; with one it may not.
                cluster.WaitUntilInSync();
            }

            one.Stop();
            other.Stop();
        }

        using var undisturbed = KafkaWork.Undisturbed(golden, replay, plan, feed.Count);
        KafkaOutcome.AssertWhole(log, undisturbed, plan);
        AssertNoDeadLetters(log, plan);
    }

    private static long Growth(TimeSpan time, params WorkerProcess[] workers)
    {
        var most = new long[workers.Length];
        var first = workers.Select(w => w.MemoryBytes).ToArray();
        var started = TimeProvider.System.GetTimestamp();
        Patience.Until(
            () =>
            {
                for (var i = 0; i < workers.Length; i++)
                {
                    workers[i].AssertRuns();
                    most[i] = Math.Max(most[i], workers[i].MemoryBytes);
                }

                return TimeProvider.System.GetElapsedTime(started) > time;
            },
            "the time to pass",
            every: 200
        );
        return most.Zip(first, (m, f) => m - f).Max();
    }

    private static void AssertNoDeadLetters(ILog log, KafkaPlan plan)
    {
        for (var p = 0; p < KafkaWork.Partitions; p++)
            Assert.Empty(log.Values(new TopicPartition(plan.Settings.Topics.DeadLetters, p)));
    }
}
