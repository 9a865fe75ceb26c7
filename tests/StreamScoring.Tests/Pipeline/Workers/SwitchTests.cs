using Microsoft.Extensions.Time.Testing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;
using EmbeddedLogs = StreamScoring.EmbeddedLog;

namespace StreamScoring.Tests.Pipeline.Workers;

/// <summary>The active set changes at a commit: never inside one, and without losing or repeating an event.</summary>
public sealed class SwitchTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(ShopEvent.StartMs));

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void With_events_flowing_every_event_is_scored_once_and_shared_state_is_kept(int workers, bool abortsAround)
    {
        using var log = new InMemoryLog(TimeProvider.System);
        PipelineHost host = null!;
        ActiveSet next = null!;
        var batches = 0;
        var rig = new PipelineRig(log, _clock, 2)
        {
            Workers = workers,
            Observer = new Callback
            {
                AfterScoring = _ =>
                {
                    if (Interlocked.Increment(ref batches) != 6)
                        return;
                    for (var i = 1; abortsAround && i < 4; i++)
                        log.Store.FailingCommits.Add(log.Store.Commits + i);
                    host.SwitchTo(next);
                },
            },
        };
        rig.Produce(
            Enumerable
                .Range(0, 100)
                .Select(i => new ShopEvent
                {
                    Id = $"e{i}",
                    Person = $"p{i % 5}",
                    Second = i,
                })
        );
        var first = rig.Set(ShopGraph.Counting());
        next = rig.Set(ShopGraph.CountingWithGaps());
        Assert.NotEqual(first.Hash, next.Hash);
        using (host = rig.Host(first))
        {
            host.StopAtEnd();
            host.Start();
            host.Wait();
        }

        Assert.Equal(100, rig.AllScores().Select(s => s.EventId).Distinct().Count());
        Assert.Equal(100, rig.AllScores().Count);
        for (var p = 0; p < 2; p++)
        {
            // One set up to a commit, the other from there on. A worker may be late and begin with the new one.
            string[] sets = [.. rig.Scores(p).Select(s => s.ActiveSet)];
            Assert.Equal(sets.OrderBy(set => set == next.Hash), sets);
            Assert.Equal(next.Hash, rig.Progress(p)!.ActiveSet);
        }

        Assert.Equal([first.Hash, next.Hash], rig.AllScores().Select(s => s.ActiveSet).Distinct().OrderBy(set => set == next.Hash));
        foreach (var score in rig.AllScores())
            Assert.Equal(
                int.Parse(score.EventId![1..], System.Globalization.CultureInfo.InvariantCulture) / 5,
                score.Output("shop", "n_before")
            );
    }

    [Fact]
    public void A_start_under_another_set_scores_nothing_under_the_one_before()
    {
        var folder = Directory.CreateTempSubdirectory("switch-").FullName;
        try
        {
            using var log = EmbeddedLogs.EmbeddedLog.Open(new EmbeddedLogs.EmbeddedLogOptions(folder), TimeProvider.System);
            var rig = new PipelineRig(log, _clock, 2);
            ActiveSet[] sets = [rig.Set(ShopGraph.Counting()), rig.Set(ShopGraph.CountingWithGaps())];
            for (var i = 0; i < 6; i++)
            {
                rig.Produce(
                    Enumerable
                        .Range(0, 5)
                        .Select(p => new ShopEvent
                        {
                            Id = $"e{i}-{p}",
                            Person = $"p{p}",
                            Second = i,
                        })
                );
                rig.RunToEnd(sets[i % 2]);
            }

            Assert.Equal(30, rig.AllScores().Count);
            Assert.All(rig.AllScores(), s => Assert.Equal(sets[(s.EventId![1] - '0') % 2].Hash, s.ActiveSet));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void An_idle_pipeline_goes_over_at_once_and_says_so_for_every_partition()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var switched = new CountdownEvent(3);
        var rig = new PipelineRig(log, _clock, 3) { Observer = new Switches(switched) };
        rig.Produce(new ShopEvent { Id = "e", Person = "p" });
        var next = rig.Set(ShopGraph.CountingWithGaps());
        using var host = rig.Host(rig.Set(ShopGraph.Counting()));
        host.Start();
        Assert.True(SpinWait.SpinUntil(() => rig.AllScores().Count == 1, TimeSpan.FromSeconds(60)));
        host.SwitchTo(next);
        Assert.True(switched.Wait(TimeSpan.FromSeconds(60)));
        host.Stop();
        host.Wait();
        for (var p = 0; p < 3; p++)
            Assert.Equal(next.Hash, rig.Progress(p)?.ActiveSet);
        Assert.Equal(1, Enumerable.Range(0, 3).Sum(p => rig.Progress(p)!.NextOffset));
    }

    [Fact]
    public void A_partition_assigned_while_a_switch_is_asked_for_does_not_go_back_to_the_old_set()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, _clock, 1);
        var next = rig.Set(ShopGraph.CountingWithGaps());
        rig.Produce(new ShopEvent { Id = "e", Person = "p" });
        using var host = rig.Host(rig.Set(ShopGraph.Counting()));
        host.SwitchTo(next);
        host.StopAtEnd();
        host.Start();
        host.Wait();
        Assert.Equal(next.Hash, Assert.Single(rig.Scores()).ActiveSet);
    }

    private sealed class Switches(CountdownEvent switched) : StreamScoring.Pipeline.Observing.IPipelineObserver
    {
        void StreamScoring.Pipeline.Observing.IPipelineObserver.Switched(int partition, string activeSet) => switched.Signal();
    }
}
