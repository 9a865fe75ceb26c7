using CsCheck;
using StreamScoring.Decisioning.History;
using StreamScoring.Expressions.Planning;
using StreamScoring.State;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.Decisioning.History;

public sealed class ScoreHistoryTests
{
    private static readonly ScoreNeed[] s_needs =
    [
        new("buy", null, null, 0),
        new("buy", null, ScoreWindow.Max, 30),
        new("buy", null, ScoreWindow.Min, 10),
        new("churn", "p", ScoreWindow.Mean, 20),
        new("buy", null, ScoreWindow.Last, 20),
    ];

    [Fact]
    public void Windows_equal_those_over_a_plain_list_and_turn_when_they_say()
    {
        var layout = new StateLayout(ScoreHistory.DefinitionsOf(s_needs));
        Assert.Equal(2, layout.Definitions.Count);
        var step = Gen.Select(Gen.Long[0, 25], Gen.Long[0, 40], Gen.Int[0, 11], Gen.Int[0, 11]);
        var numbers = 0;
        step.List[1, 40]
            .Sample(
                steps =>
                {
                    var (state, scores) = (new KeyedState(layout, StateLimits.Default), new ScoreHistory(s_needs, layout));
                    Assert.Equal([new ScoreSource("buy", null), new ScoreSource("churn", "p")], scores.Sources);
                    var all = new List<(long Time, double Buy, double Churn)>();
                    var (clock, into) = (0L, new double[s_needs.Length]);
                    foreach (var (wait, late, buy, churn) in steps)
                    {
                        var time = clock + wait - (late > 30 ? late : 0);
                        clock = Math.Max(clock, time);
                        double[] current = [buy == 11 ? double.NaN : buy / 10.0, churn == 11 ? double.NaN : churn / 10.0];
                        var entry = state.Open("k"u8);
                        scores.Read(state, entry, clock, time, current, into);
                        all.Add((time, current[0], current[1]));
                        Assert.Equal(Wanted(all, clock, current[0]).Select(Rounded), into.Select(Rounded));
                        numbers += into.Count(double.IsFinite);
                        scores.Append(state, entry, time, current);
                        var next = scores.NextChangeNs(state, entry, clock);
                        for (var now = clock; now < Math.Min(next, clock + 40); now++)
                        {
                            scores.Read(state, entry, now, now, [], into);
                            Assert.Equal(Wanted(all, clock, double.NaN).Select(Rounded), into.Select(Rounded));
                        }
                    }
                },
                iter: 2_000,
                threads: 1
            );
        Assert.True(numbers > 50_000, $"{numbers}");
    }

    [Fact]
    public void Ten_thousand_warmed_events_allocate_nothing()
    {
        var layout = new StateLayout(ScoreHistory.DefinitionsOf(s_needs));
        var (state, scores) = (new KeyedState(layout, new StateLimits { AllowedLatenessNs = 20 }), new ScoreHistory(s_needs, layout));
        var (time, into, sum) = (0L, new double[s_needs.Length], 0.0);
        var current = new double[2];
        void Step()
        {
            current[0] = ++time % 10 / 10.0;
            current[1] = time % 7 / 10.0;
            var entry = state.Open("k"u8);
            scores.Read(state, entry, time, time, current, into);
            sum += into[1];
            scores.Append(state, entry, time, current);
            if (time % 30 == 0)
                state.Commit();
        }

        for (var i = 0; i < 10_000; i++)
            Step();
        var allocated = SteadyAllocation.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
                Step();
        });
        Assert.Equal(0, allocated);
        Assert.True(sum > 1_000, $"{sum}");
    }

    private static double[] Wanted(List<(long Time, double Buy, double Churn)> all, long now, double current)
    {
        // By time, then arrival.
        List<double> Window(long length, Func<(long, double, double), double> of) =>
            [.. all.Where(s => s.Time >= now - length && s.Time <= now && !double.IsNaN(of(s))).OrderBy(s => s.Time).Select(s => of(s))];

        var (thirty, ten, twenty) = (Window(30, s => s.Item2), Window(10, s => s.Item2), Window(20, s => s.Item2));
        var churn = Window(20, s => s.Item3);
        return
        [
            current,
            thirty.Count == 0 ? double.NaN : thirty.Max(),
            ten.Count == 0 ? double.NaN : ten.Min(),
            churn.Count == 0 ? double.NaN : churn.Sum() / churn.Count,
            twenty.Count == 0 ? double.NaN : twenty[^1],
        ];
    }

    // A mean may add in another order: the current score last, whenever its event was.
    private static double Rounded(double value) => Math.Round(value, 9);
}
