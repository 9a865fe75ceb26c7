using System.Collections.Concurrent;
using System.Globalization;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>A new revision reaches workers through the control topic of a real cluster while events flow.</summary>
public sealed class KafkaDeployTests(KafkaFixture kafka, ITestOutputHelper output)
{
    private const int Partitions = 4;

    [Theory]
    [InlineData("classic")]
    [InlineData("consumer")]
    public void Every_event_is_scored_once_and_a_border_tells_where_the_revision_changed(string protocol)
    {
        var plan = new KafkaPlan(kafka.Bootstrap, KafkaLogs.NewPrefix(), protocol);
        using var log = KafkaWork.Open(plan, "worker", settles: true);
        var told = new Switches();
        var rig = new PipelineRig(log, TimeProvider.System, Partitions, s => s with { CommitIntervalMs = 20 })
        {
            Workers = 2,
            Observer = told,
        };
        var (first, next) = (rig.Set(ShopGraph.Counting()), rig.Set(ShopGraph.CountingWithGaps()));
        var sets = new ActiveSets(first, hash => hash == next.Hash ? next : null);
        var events = 0;
        void Feed(Func<bool> until) =>
            Patience.Until(
                () =>
                {
                    rig.Produce(
                        Enumerable
                            .Range(events, 20)
                            .Select(i => new ShopEvent
                            {
                                Id = $"e{i}",
                                Person = $"p{i % 13}",
                                Second = i,
                            })
                    );
                    events += 20;
                    return until();
                },
                "a revision to be live",
                every: 5
            );

        TimeSpan took;
        using (var host = rig.Host(sets))
        using (var feed = new ControlFeed(log, rig.Settings.Topics.Control, PipelineRig.Group, sets, told))
        {
            feed.Start();
            host.Start();
            Feed(() => told.Committed >= 40);
            long started;
            using (var writer = log.OpenWriter("deployer", "deployer"))
            {
                ControlTopic.Write(writer, rig.Settings.Topics.Control, PipelineRig.Group, new ControlRecord(next.Hash, first.Hash), 1);
                started = TimeProvider.System.GetTimestamp();
            }

            Feed(() => told.LastAt.Count == Partitions);
            took = TimeProvider.System.GetElapsedTime(started, told.LastAt.Values.Max());
            var before = told.Committed;
            Feed(() => told.Committed >= before + 20);
            Patience.Until(() => Backlog.HasEnded(host) || rig.AllScores().Count >= events, "every event to be scored", every: 200);
            host.Stop();
            host.Wait();
        }

        AssertOnceAndInOrder(rig, events, first, next);
        AssertBorders(log, rig, next);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{plan}: {events} events; live in all partitions {took.TotalMilliseconds:F0} ms after it was deployed"
            )
        );
    }

    private static void AssertOnceAndInOrder(PipelineRig rig, int events, ActiveSet first, ActiveSet next)
    {
        Assert.Equal(events, rig.AllScores().Count);
        Assert.Equal(events, rig.AllScores().Select(s => s.EventId).Distinct(StringComparer.Ordinal).Count());
        foreach (var score in rig.AllScores())
            Assert.Equal(int.Parse(score.EventId![1..], CultureInfo.InvariantCulture) / 13, score.Output("shop", "n_before"));
        for (var p = 0; p < Partitions; p++)
        {
            string[] under = [.. rig.Scores(p).Select(s => s.ActiveSet)];
            Assert.Equal(under.OrderBy(set => set == next.Hash), under);
            Assert.Equal([first.Hash, next.Hash], under.Distinct(StringComparer.Ordinal));
        }
    }

    private static void AssertBorders(NamespacedLog log, PipelineRig rig, ActiveSet next)
    {
        for (var p = 0; p < Partitions; p++)
        {
            var border = log.ReadAll(new TopicPartition(rig.Settings.Topics.Borders, p))
                .Select(r => BorderRecord.Parse(System.Text.Encoding.UTF8.GetBytes(r.Value!)))
                .Single(b => b.Partition.Topic.EndsWith(rig.Settings.Topics.Events, StringComparison.Ordinal));
            Assert.Equal(next.Hash, border.ActiveSet);
            Assert.All(rig.Scores(p), s => Assert.Equal(s.SourceOffset >= border.Offset, s.ActiveSet == next.Hash));
        }
    }

    private sealed class Switches : IPipelineObserver
    {
        private int _committed;

        public int Committed => _committed;

        public ConcurrentDictionary<int, long> LastAt { get; } = new();

        void IPipelineObserver.Committed(in CommitInfo commit) => Interlocked.Increment(ref _committed);

        void IPipelineObserver.Switched(int partition, string activeSet) => LastAt[partition] = TimeProvider.System.GetTimestamp();
    }
}
