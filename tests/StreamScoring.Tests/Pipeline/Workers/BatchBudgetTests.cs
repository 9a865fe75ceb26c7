using Microsoft.Extensions.Time.Testing;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Workers;

/// <summary>Batches become as small as their time asks for, and large again; what is open never grows old while state is restored.</summary>
public sealed class BatchBudgetTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(ShopEvent.StartMs));

    [Fact]
    public void A_batch_that_took_too_long_makes_the_next_ones_smaller_and_quick_ones_let_them_grow()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var (sizes, msPerEvent) = (new List<int>(), 100);
        var rig = new PipelineRig(
            log,
            _clock,
            1,
            s => s with { BatchSize = 64, BatchBudgetMs = 1_000, BatchDeadlineUs = int.MaxValue, MaxAheadMs = -1 }
        )
        {
            Observer = new Callback
            {
                BeforeDecoding = (_, _) => _clock.Advance(TimeSpan.FromMilliseconds(msPerEvent)),
                AfterScoring = batch =>
                {
                    sizes.Add(batch.Events.Count);
                    if (sizes.Count == 6)
                        msPerEvent = 1;
                },
            },
        };
        rig.Produce(
            Enumerable
                .Range(0, 400)
                .Select(i => new ShopEvent
                {
                    Id = $"e{i}",
                    Person = $"p{i % 5}",
                    Second = i,
                })
        );
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        Assert.Equal([64, 5, 5, 5, 5, 5, 5, 10, 20, 40, 64], sizes.Take(11));
        Assert.Equal(400, rig.Scores().Count);
    }

    [Fact]
    public void An_event_that_alone_takes_longer_than_the_budget_is_scored_alone()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var sizes = new List<int>();
        var rig = new PipelineRig(
            log,
            _clock,
            1,
            s => s with { BatchSize = 8, BatchBudgetMs = 10, BatchDeadlineUs = int.MaxValue, MaxAheadMs = -1 }
        )
        {
            Observer = new Callback
            {
                BeforeDecoding = (_, _) => _clock.Advance(TimeSpan.FromSeconds(1)),
                AfterScoring = batch => sizes.Add(batch.Events.Count),
            },
        };
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
        Assert.Equal([8, 1, 1, 1, 1], sizes);
    }
}
