using Microsoft.Extensions.Time.Testing;
using StreamScoring.EmbeddedLog;
using StreamScoring.EmbeddedLog.Storage;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Workers;

public sealed class CommitTests(ITestOutputHelper output)
{
    private const int Busy = 5;
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(ShopEvent.StartMs));

    public static TheoryData<string> Logs => [.. LogUnderTest.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Logs))]
    public void Every_log_gives_the_same_outputs_state_and_progress(string kind)
    {
        using var log = LogUnderTest.Kinds[kind]();
        var rig = new PipelineRig(log.Log, _clock, 2);
        MixedTraffic.Produce(rig);
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        var scores = rig.AllScores();
        Assert.Equal(MixedTraffic.Records, scores.Count);
        Assert.All(
            scores.GroupBy(s => (s.Record.Partition, s.SourceTopic)),
            g => Assert.Equal(g.Select(s => s.SourceOffset).Order(), g.Select(s => s.SourceOffset))
        );

        // Transaction markers take offsets, and so move positions, in the re-keyed topic.
        if (!kind.Contains("markers", StringComparison.Ordinal))
            Assert.Equal(MixedTraffic.Undisturbed(_clock, 2), rig.Everything());
    }

    [Fact]
    public void A_commit_that_is_refused_at_any_point_changes_nothing_in_the_end()
    {
        var expected = MixedTraffic.Undisturbed(_clock, 3);
        var (commits, aborts) = (0, 0);
        for (var failing = 1; failing <= Math.Max(commits, 1); failing++)
        {
            using var log = new InMemoryLog(_clock);
            var counter = new AbortCounter();
            var rig = new PipelineRig(log, _clock, 3) { Observer = counter };
            MixedTraffic.Produce(rig);
            var before = log.Store.Commits;
            log.Store.FailingCommits.Add(before + failing);
            rig.RunToEnd(rig.Set(ShopGraph.Counting()));
            Assert.Equal(expected, rig.Everything());
            commits = Math.Max(commits, log.Store.Commits - before - 1);
            aborts += counter.Aborts;
        }

        output.WriteLine($"{commits} commits, each refused once");
        Assert.True(commits > 15, $"{commits} commits");
        Assert.Equal(commits, aborts);
    }

    [Theory]
    [InlineData(CommitPoint.Before)]
    [InlineData(CommitPoint.OutputsWritten)]
    [InlineData(CommitPoint.StateWritten)]
    [InlineData(CommitPoint.ProgressWritten)]
    [InlineData(CommitPoint.Committing)]
    public void A_full_or_busy_disk_at_any_step_of_a_commit_changes_nothing_in_the_end(CommitPoint point)
    {
        var (isRunning, passed, counter) = (false, 0, new AbortCounter());
        using var log = LogUnderTest.Embedded(o =>
            o with
            {
                Observer = at =>
                {
                    if (isRunning && at == point && ++passed % 3 == 1)
                        throw new StorageException(Busy, "told to be busy");
                },
            }
        );
        var rig = new PipelineRig(log.Log, _clock, 2) { Observer = counter };
        MixedTraffic.Produce(rig);
        var set = rig.Set(ShopGraph.Counting());
        using (var host = rig.Host(set))
        {
            isRunning = true;
            host.StopAtEnd();
            host.Start();
            host.Wait();
            isRunning = false;
        }

        Assert.Equal(MixedTraffic.Undisturbed(_clock, 2), rig.Everything());
        Assert.True(counter.Aborts > 5, $"{counter.Aborts} aborts");
    }

    [Fact]
    public void Commits_refused_again_and_again_change_nothing_in_the_end()
    {
        using var log = new InMemoryLog(_clock);
        var counter = new AbortCounter();
        var rig = new PipelineRig(log, _clock, 2, s => s with { BatchSize = 3 }) { Observer = counter, Workers = 2 };
        MixedTraffic.Produce(rig);
        for (var i = 1; i < 200; i++)
        {
            if (i % 3 != 0)
                log.Store.FailingCommits.Add(log.Store.Commits + i);
        }

        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        Assert.Equal(MixedTraffic.Undisturbed(_clock, 2), rig.Everything());
        Assert.True(counter.Aborts > 20, $"{counter.Aborts} aborts");
    }

    [Fact]
    public void Nothing_of_an_open_transaction_is_visible()
    {
        using var log = new InMemoryLog(_clock);
        PipelineRig rig = null!;
        var seen = 0;
        var observer = new Callback
        {
            BeforeCommit = () =>
            {
                // The batch is scored, its records and state stand in the transaction: none of it may be seen before.
                var scored = rig.AllScores().Count;
                Assert.Equal(scored, (int)(rig.Progress()?.NextOffset ?? 0));
                Assert.Equal(scored > 0, rig.State().Count > 0);
                seen++;
            },
        };
        rig = new PipelineRig(log, _clock) { Observer = observer };
        rig.Produce(
            Enumerable
                .Range(0, 12)
                .Select(i => new ShopEvent
                {
                    Id = $"e{i}",
                    Person = "p",
                    Second = i,
                })
        );
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        Assert.Equal(3, seen);
        Assert.Equal(12, rig.Scores().Count);
    }

    [Fact]
    public void Batches_up_to_the_interval_stand_in_one_commit_and_an_idle_worker_commits_at_once()
    {
        using var log = new InMemoryLog(_clock);
        var commits = 0;
        var rig = new PipelineRig(log, _clock, configure: s => s with { CommitIntervalMs = 50 })
        {
            Observer = new Callback { AfterCommit = _ => commits++ },
        };
        rig.Produce(
            Enumerable
                .Range(0, 40)
                .Select(i => new ShopEvent
                {
                    Id = $"e{i}",
                    Person = "p",
                    Second = i,
                })
        );
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        Assert.Equal(1, commits);
        Assert.Equal(40, rig.Progress()!.NextOffset);
    }

    [Fact]
    public void A_run_goes_on_where_the_last_one_stopped()
    {
        using var log = LogUnderTest.Kinds["embedded"]();
        for (var run = 0; run < 5; run++)
        {
            var rig = new PipelineRig(log.Log, _clock);
            rig.Produce(
                Enumerable
                    .Range(run * 10, 10)
                    .Select(i => new ShopEvent
                    {
                        Id = $"e{i}",
                        Person = $"p{i % 2}",
                        Second = i,
                    })
            );
            rig.RunToEnd(rig.Set(ShopGraph.Counting()));
            log.Reopen();
        }

        var scores = new PipelineRig(log.Log, _clock).Scores();
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"e{i}"), scores.Select(s => s.EventId));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (double?)(i / 2)), scores.Select(s => s.Output("shop", "n_before")));
    }

    private sealed class AbortCounter : IPipelineObserver
    {
        private int _aborts;

        public int Aborts => _aborts;

        void IPipelineObserver.Aborted(int worker, string reason) => Interlocked.Increment(ref _aborts);
    }
}
