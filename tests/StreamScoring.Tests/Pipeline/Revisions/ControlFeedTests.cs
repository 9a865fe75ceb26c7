using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Revisions;

public sealed class ControlFeedTests : IDisposable
{
    private const string Topic = "streamscoring.control";
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(ShopEvent.StartMs));
    private readonly InMemoryLog _log = new(TimeProvider.System);

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_deployed_set_goes_live_with_events_flowing_and_goes_back()
    {
        var rig = new PipelineRig(_log, _clock, 2);
        var (first, second) = (rig.Set(ShopGraph.Counting()), rig.Set(ShopGraph.CountingWithGaps()));
        var sets = new ActiveSets(first, hash => hash == second.Hash ? second : null);
        using var feed = new ControlFeed(_log, Topic, PipelineRig.Group, sets, rig.Observer);
        feed.Start();
        using var host = rig.Host(sets);
        host.Start();
        var produced = 0;
        void Produce(int count) =>
            rig.Produce(
                Enumerable
                    .Range(produced, count)
                    .Select(i => new ShopEvent
                    {
                        Id = $"e{i}",
                        Person = $"p{i % 7}",
                        Second = produced = i + 1,
                    })
            );
        bool LastIs(string hash) =>
            rig.AllScores() is { Count: > 0 } scores
            && scores.Count == produced
            && scores.Any(s => s.EventId == $"e{produced - 1}" && s.ActiveSet == hash);

        Produce(50);
        Assert.True(SpinWait.SpinUntil(() => LastIs(first.Hash), Long));
        Deploy(PipelineRig.Group, new ControlRecord(second.Hash, first.Hash));
        Assert.True(SpinWait.SpinUntil(() => sets.Newest == second, Long));
        Assert.True(SpinWait.SpinUntil(() => Enumerable.Range(0, 2).All(p => rig.Progress(p)?.ActiveSet == second.Hash), Long));
        Produce(50);
        Assert.True(SpinWait.SpinUntil(() => LastIs(second.Hash), Long));
        Deploy(PipelineRig.Group, new ControlRecord(first.Hash, second.Hash));
        Assert.True(SpinWait.SpinUntil(() => Enumerable.Range(0, 2).All(p => rig.Progress(p)?.ActiveSet == first.Hash), Long));
        Produce(50);
        Assert.True(SpinWait.SpinUntil(() => LastIs(first.Hash), Long));
        host.Stop();
        host.Wait();

        Assert.Equal(150, rig.AllScores().Select(s => s.EventId).Distinct().Count());
        Assert.Equal(150, rig.AllScores().Count);
        foreach (var score in rig.AllScores())
            Assert.Equal(
                int.Parse(score.EventId![1..], System.Globalization.CultureInfo.InvariantCulture) / 7,
                score.Output("shop", "n_before")
            );
        AssertBordersTellTheSets(rig, [second.Hash, first.Hash]);
    }

    [Fact]
    public void A_set_that_cannot_be_had_leaves_the_old_one_and_is_reported_until_it_can()
    {
        var rig = new PipelineRig(_log, _clock, 1);
        var (first, second) = (rig.Set(ShopGraph.Counting()), rig.Set(ShopGraph.CountingWithGaps()));
        var refusals = new Refusals();
        var arrived = false;
        var sets = new ActiveSets(first, hash => Volatile.Read(ref arrived) && hash == second.Hash ? second : null);
        using var feed = new ControlFeed(_log, Topic, PipelineRig.Group, sets, refusals);
        feed.Start();
        Deploy(PipelineRig.Group, new ControlRecord(second.Hash, first.Hash));
        Assert.True(SpinWait.SpinUntil(() => refusals.Count >= 2, Long));
        Assert.Equal(second.Hash, refusals.Last);
        Assert.Same(first, sets.Newest);
        Volatile.Write(ref arrived, true);
        Assert.True(SpinWait.SpinUntil(() => sets.Newest == second, Long));
    }

    [Fact]
    public void Records_of_other_groups_and_broken_ones_are_passed_over()
    {
        _log.EnsureTopic(ControlTopic.Spec(Topic));
        Deploy("mine", new ControlRecord("sha256:a", null));
        Deploy("other", new ControlRecord("sha256:b", "sha256:a"));
        using (var writer = _log.OpenWriter("w", "w"))
        {
            writer.Append(new TopicPartition(Topic, 0), "mine"u8, "{\"version\":9}"u8, default, 0);
            writer.Append(new TopicPartition(Topic, 0), "mine"u8, default, default, 0, hasValue: false);
            writer.Commit([]);
        }

        var broken = new List<string>();
        using var reader = _log.OpenReader(Topic, 0);
        Assert.Equal(new ControlRecord("sha256:a", null), ControlTopic.Newest(reader, "mine", 0, out var next, broken.Add));
        Assert.Equal(4, next);
        Assert.Contains("version 9", Assert.Single(broken), StringComparison.Ordinal);
        Assert.Null(ControlTopic.Newest(reader, "mine", next, out _));
    }

    [Fact]
    public void A_new_owner_goes_on_under_the_set_that_progress_names()
    {
        var rig = new PipelineRig(_log, _clock, 1);
        var (first, second) = (rig.Set(ShopGraph.Counting()), rig.Set(ShopGraph.CountingWithGaps()));
        rig.Produce(new ShopEvent { Id = "a", Person = "p" });
        rig.RunToEnd(first);
        var asked = new List<string>();
        var sets = new ActiveSets(
            second,
            hash =>
            {
                asked.Add(hash);
                return hash == first.Hash ? first : null;
            }
        );
        rig.Produce(
            new ShopEvent
            {
                Id = "b",
                Person = "p",
                Second = 1,
            }
        );
        using (var host = rig.Host(sets))
        {
            host.StopAtEnd();
            host.Start();
            host.Wait();
        }

        Assert.Equal([first.Hash], asked);
        Assert.Equal([first.Hash, second.Hash], Borders(rig).SelectMany(b => new[] { b.Previous, b.ActiveSet }).Distinct());
        Assert.Equal(second.Hash, rig.Progress(0)!.ActiveSet);
        Assert.Equal(2, rig.Scores().Count);
    }

    private void AssertBordersTellTheSets(PipelineRig rig, string[] changes)
    {
        for (var p = 0; p < 2; p++)
        {
            var borders = Borders(rig).Where(b => b.Partition == new TopicPartition(rig.Settings.Topics.Events, p)).ToList();
            Assert.Equal(changes, borders.Select(b => b.ActiveSet));
            foreach (var score in rig.Scores(p))
                Assert.Equal(borders.LastOrDefault(b => b.Offset <= score.SourceOffset)?.ActiveSet ?? borders[0].Previous, score.ActiveSet);
        }
    }

    private IReadOnlyList<BorderRecord> Borders(PipelineRig rig) =>
        [
            .. Enumerable
                .Range(0, rig.Partitions)
                .SelectMany(p => _log.ReadAll(new TopicPartition(rig.Settings.Topics.Borders, p)))
                .Select(r => BorderRecord.Parse(Encoding.UTF8.GetBytes(r.Value!))),
        ];

    private void Deploy(string group, ControlRecord record)
    {
        using var writer = _log.OpenWriter("deploy", "deploy");
        ControlTopic.Write(writer, Topic, group, record, 0);
    }

    private sealed class Refusals : IPipelineObserver
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public string Last { get; private set; } = "";

        void IPipelineObserver.RevisionRefused(string activeSet, string reason)
        {
            Last = activeSet;
            Interlocked.Increment(ref _count);
        }
    }
}
