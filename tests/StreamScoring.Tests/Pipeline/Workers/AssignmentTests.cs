using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Workers;

/// <summary>Partitions come and go while events flow; what is scored stays the same.</summary>
public sealed class AssignmentTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(ShopEvent.StartMs));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 60_000)]
    [InlineData(2, 60_000)]
    public void Partitions_lost_in_the_middle_of_a_batch_are_scored_once_by_whoever_owns_them_next(int workers, int commitIntervalMs)
    {
        using var log = new InMemoryLog(_clock);
        var taken = new ConcurrentDictionary<int, int>();
        var revoked = new ConcurrentQueue<TopicPartition>();
        var observer = new Callback
        {
            // Every third batch, up to five times each, is taken away between scoring and commit.
            AfterScoring = batch =>
            {
                var number = batch.Partition.Partition;
                if (taken.AddOrUpdate(number, 1, (_, n) => n + 1) is var n && n % 3 == 0 && n <= 15)
                    log.TakeAway(PipelineRig.Group, number);
            },
            AfterRevoked = revoked.Enqueue,
        };
        var rig = new PipelineRig(log, _clock, 4, s => s with { CommitIntervalMs = commitIntervalMs })
        {
            Workers = workers,
            Observer = observer,
        };
        MixedTraffic.Produce(rig);
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        Assert.Equal(MixedTraffic.Undisturbed(_clock, 4), rig.Everything());
        Assert.NotEmpty(revoked);
    }

    [Fact]
    public void A_partition_that_another_member_takes_over_and_leaves_comes_back_with_its_state()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var scored = 0;
        var rig = new PipelineRig(log, _clock, 2) { Observer = new Callback { AfterCommit = _ => Interlocked.Increment(ref scored) } };
        ShopEvent[] events =
        [
            .. Enumerable
                .Range(0, 60)
                .Select(i => new ShopEvent
                {
                    Id = $"e{i}",
                    Person = $"p{i % 6}",
                    Second = i,
                }),
        ];
        rig.Produce(events[..30]);
        using var host = rig.Host(rig.Set(ShopGraph.Counting()));
        host.Start();
        Until(() => rig.AllScores().Count == 30);

        var told = new AssignmentRecorder();
        using (var other = log.Subscribe(PipelineRig.Group, [rig.Settings.Topics.Events, rig.Settings.Topics.Rekeyed], told))
        {
            LogDriver.PollUntil(() => told.Owned.Count == 2, other);
            rig.Produce(events[30..]);
            var kept = 1 - told.Owned.First().Partition;
            Until(() => rig.Scores(kept).Count == events.Count(e => rig.HomeOf(e) == kept));
            Assert.True(rig.AllScores().Count < 60, "the other member's partition was scored by one that does not own it");
        }

        host.StopAtEnd();
        host.Wait();
        Assert.Equal(60, rig.AllScores().Count);
        foreach (var score in rig.AllScores())
            Assert.Equal(Array.FindIndex(events, e => e.Id == score.EventId) / 6, score.Output("shop", "n_before"));
    }

    [Fact]
    public void Workers_that_run_to_the_end_wait_for_what_others_forward_to_them()
    {
        for (var round = 0; round < 20; round++)
        {
            using var log = new InMemoryLog(TimeProvider.System);
            var rig = new PipelineRig(log, _clock, 4) { Workers = 4 };

            // All in one partition, so that three workers are at their end long before the fourth forwards to them.
            for (var i = 0; i < 40; i++)
                rig.ProduceTo(
                    0,
                    new ShopEvent
                    {
                        Id = $"e{i}",
                        Person = $"p{i % 10}",
                        Second = i,
                    }
                );
            rig.RunToEnd(rig.Set(ShopGraph.Counting()));
            Assert.Equal(40, rig.AllScores().Count);
        }
    }

    private static void Until(Func<bool> reached) =>
        Assert.True(SpinWait.SpinUntil(reached, TimeSpan.FromSeconds(60)), "what was waited for did not come");
}
