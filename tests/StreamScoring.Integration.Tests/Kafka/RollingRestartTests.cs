using System.Globalization;
using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>Three workers are replaced one after the other while events flow, as a deployment does.</summary>
public sealed class RollingRestartTests(KafkaFixture kafka, ITestOutputHelper output)
{
    private const int EventsAtOnce = 40;

    [Theory]
    [InlineData("classic", false)]
    [InlineData("classic", true)]
    [InlineData("consumer", false)]
    public void Nothing_is_lost_or_doubled_when_three_workers_are_restarted_one_by_one(string protocol, bool isStatic)
    {
        var plan = new KafkaPlan(kafka.Bootstrap, KafkaLogs.NewPrefix(), protocol);
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        var replay = new GoldenReplay(golden);
        using var log = KafkaWork.Open(plan, "checker");
        using var feed = new GoldenFeed(replay, log, KafkaWork.Partitions);
        feed.Next(EventsAtOnce);
        var workers = Enumerable.Range(0, 3).Select(n => new WorkerProcess(Of(plan, n, isStatic))).ToArray();
        try
        {
            Feed(feed, () => Array.TrueForAll(workers, w => w.WaitedFor(WorkerProcess.Assigned)));
            for (var n = 0; n < workers.Length; n++)
            {
                workers[n].CloseInput();
                Feed(feed, () => workers[n].HasEnded);
                workers[n].Stop();
                workers[n].Dispose();
                workers[n] = new WorkerProcess(Of(plan, n, isStatic));
                Feed(feed, () => workers[n].WaitedFor(WorkerProcess.Assigned));
            }

            using (var backlog = new Backlog(plan))
                backlog.WaitUntilEmpty(workers);
            Array.ForEach(workers, w => w.Stop());
        }
        finally
        {
            Array.ForEach(workers, w => w.Dispose());
        }

        using var undisturbed = KafkaWork.Undisturbed(golden, replay, plan, feed.Count);
        KafkaOutcome.AssertWhole(log, undisturbed, plan);
        output.WriteLine($"{Of(plan, 0, isStatic)}: {feed.Count} events; longest stall, ms: {string.Join(", ", Stalls(log, plan))}");
    }

    private static KafkaPlan Of(KafkaPlan plan, int worker, bool isStatic) =>
        isStatic ? plan with { StaticName = $"{plan.Prefix}w{worker.ToString(CultureInfo.InvariantCulture)}" } : plan;

    private static void Feed(GoldenFeed feed, Func<bool> until) =>
        Patience.Until(
            () =>
            {
                feed.Next(EventsAtOnce);
                return until();
            },
            "workers to come and go",
            every: 100
        );

    // Between two scores of a partition, while there was always an event to score: the time in which nobody scored it.
    private static IEnumerable<string> Stalls(ILog log, KafkaPlan plan)
    {
        for (var p = 0; p < KafkaWork.Partitions; p++)
        {
            var times = log.ReadAll(new TopicPartition(plan.Settings.Topics.Scores, p), 1000, 8 << 20)
                .Select(r => r.TimestampMs!.Value)
                .ToList();
            var longest = times.Zip(times.Skip(1), (a, b) => b - a).DefaultIfEmpty().Max();
            yield return $"{p.ToString(CultureInfo.InvariantCulture)}: {longest.ToString(CultureInfo.InvariantCulture)}";
        }
    }
}
