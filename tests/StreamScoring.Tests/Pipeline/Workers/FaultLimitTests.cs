using Microsoft.Extensions.Time.Testing;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Workers;

/// <summary>A worker stops when too many of its last events become dead letters, on any log.</summary>
public sealed class FaultLimitTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(ShopEvent.StartMs));

    public static TheoryData<string> Logs() => [.. LogUnderTest.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Logs))]
    public void More_than_the_limit_stops_it_with_a_message_and_leaves_the_rest_where_it_is(string kind)
    {
        using var opened = LogUnderTest.Kinds[kind]();
        var rig = Rig(opened, percent: 50);
        Produce(rig, i => i >= 20 && i % 4 != 0, 60);
        var stopped = Assert.Throws<FaultLimitException>(() => rig.RunToEnd(rig.Set(ShopGraph.Counting())));
        Assert.Contains(
            "11 of the last 20 events could not be scored, more than the limit of 50 %",
            stopped.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("malformed", stopped.Message, StringComparison.Ordinal);
        Assert.Contains("pipeline.faultLimitPercent", stopped.Message, StringComparison.Ordinal);
        Assert.InRange(rig.DeadLetters().Count, 5, 11);
        // A restart begins to count anew and goes on where it stopped, not past it; a higher limit goes through.
        var high = Rig(opened, percent: 100);
        high.RunToEnd(high.Set(ShopGraph.Counting()));
        Assert.Equal(60, high.Scores().Count);
        Assert.Equal(30, high.DeadLetters().Count);
    }

    [Theory]
    [InlineData(50, 20)]
    [InlineData(100, 60)]
    [InlineData(75, 60)]
    public void Up_to_the_limit_or_before_there_were_enough_events_it_goes_on(int percent, int broken)
    {
        using var opened = LogUnderTest.Kinds["in memory"]();
        var rig = Rig(opened, percent);
        Produce(rig, i => percent == 75 ? i % 4 != 0 : i % 2 == 0 && i < broken, percent == 75 ? 60 : 40);
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        Assert.Equal(percent == 75 ? 60 : 40, rig.Scores().Count);
    }

    private PipelineRig Rig(LogUnderTest opened, int percent) =>
        new(opened.Log, _clock, configure: s => s with { FaultLimitPercent = percent, FaultWindow = 20 });

    private static void Produce(PipelineRig rig, Func<int, bool> isBroken, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (isBroken(i))
                rig.ProduceRaw(0, "k"u8, [(byte)'{', 0xFF], default);
            else
                rig.Produce(
                    new ShopEvent
                    {
                        Id = $"e{i}",
                        Person = "p",
                        Second = i,
                    }
                );
        }
    }
}
