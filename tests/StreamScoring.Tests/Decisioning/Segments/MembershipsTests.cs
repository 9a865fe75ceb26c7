using System.Text;
using CsCheck;
using StreamScoring.Decisioning.Experiments;
using StreamScoring.Decisioning.Segments;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.State;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Segments;

public sealed class MembershipsTests
{
    private static readonly StateLayout s_layout = new([Memberships.Definition]);
    private static readonly string[] s_names = [.. Enumerable.Range(0, 12).Select(i => $"segment-{i}")];

    [Fact]
    public void Transitions_are_the_difference_of_two_sets_in_the_order_of_the_segments()
    {
        var memberships = Memberships.In(s_layout);
        var count = 0;
        Gen.Int[0, 4095]
            .List[1, 30]
            .Sample(
                masks =>
                {
                    var (state, transitions) = (
                        new KeyedState(s_layout, StateLimits.Default),
                        new SegmentTransitions(memberships, s_names)
                    );
                    var since = new SortedDictionary<int, long>();
                    for (var now = 0; now < masks.Count; now++)
                    {
                        var entry = state.Open("k"u8);
                        int[] holding = [.. Enumerable.Range(0, 12).Where(i => (masks[now] >> i & 1) != 0)];
                        var changed = transitions.Apply(state, entry, holding, now).ToArray();
                        var wanted = Enumerable
                            .Range(0, 12)
                            .Where(i => holding.Contains(i) != since.ContainsKey(i))
                            .Select(i => new Transition(i, holding.Contains(i), since.GetValueOrDefault(i, now)));
                        Assert.Equal(wanted, changed);
                        count += changed.Length;
                        foreach (var t in changed)
                        {
                            if (t.IsEntry)
                                since[t.Segment] = now;
                            else
                                since.Remove(t.Segment);
                        }

                        Assert.Equal(since.Count, memberships.Count(state, entry));
                        foreach (var (segment, time) in since)
                            Assert.True(memberships.Contains(state, entry, Ids.Of(s_names[segment]), out var found) && found == time);
                        if (now % 3 != 0)
                            continue;
                        state.Commit();
                        var next = new KeyedState(s_layout, StateLimits.Default);
                        state.VisitAll(next.Restore);
                        state = next;
                    }
                },
                iter: 1_000,
                threads: 1
            );
        Assert.True(count > 10_000, $"{count} transitions");
    }

    [Fact]
    public void Segments_of_another_rule_set_stay_and_shared_names_are_the_same_segment()
    {
        var (state, memberships) = (new KeyedState(s_layout, StateLimits.Default), Memberships.In(s_layout));
        var (first, second) = (new SegmentTransitions(memberships, ["a", "b"]), new SegmentTransitions(memberships, ["b", "c"]));
        var entry = state.Open("k"u8);
        first.Apply(state, entry, [0, 1], 1);
        Assert.Equal([new Transition(1, true, 2)], second.Apply(state, entry, [0, 1], 2).ToArray());
        Assert.Equal(3, memberships.Count(state, entry));
        Assert.Equal([new Transition(0, false, 1), new Transition(1, false, 2)], second.Apply(state, entry, [], 3).ToArray());
        Assert.True(memberships.Contains(state, entry, Ids.Of("a"), out var since) && since == 1);
        Assert.Empty(first.Apply(state, -1, [0], 4).ToArray());
        Assert.Throws<ArgumentException>(() => new SegmentTransitions(memberships, ["a", "a"]));
    }

    [Fact]
    public void Rules_see_memberships_as_they_are_when_they_ask()
    {
        var (state, memberships) = (new KeyedState(s_layout, StateLimits.Default), Memberships.In(s_layout));
        var values = new MembershipValues(memberships, s_names);
        var evaluator = new Evaluator();
        evaluator.Input.Segments = values.Object;
        var plan = ExpressionCompiler.Compile("inSegment(\"segment-3\")", ExpressionSchema.Open).Require();
        var entry = state.Open("k"u8);
        values.Open(state, entry);
        Assert.False(evaluator.Test(plan));
        memberships.Enter(state, entry, Ids.Of("segment-3"), 5);
        memberships.Enter(state, entry, Ids.Of("of another rule set"), 5);
        Assert.True(evaluator.Test(plan));
        memberships.Leave(state, entry, Ids.Of("segment-3"));
        Assert.False(evaluator.Test(plan));
        values.Open(state, -1);
        Assert.False(evaluator.Test(plan));
    }

    [Fact]
    public void Broken_sections_are_refused()
    {
        var (state, memberships) = (new KeyedState(s_layout, StateLimits.Default), Memberships.In(s_layout));
        var entry = state.Open("k"u8);
        memberships.Enter(state, entry, 1, 5);
        memberships.Enter(state, entry, 2, 6);
        var value = Array.Empty<byte>();
        state.VisitAll((_, v) => value = v.ToArray());
        new KeyedState(s_layout, StateLimits.Default).Restore("k"u8, value);
        value[16] = 9;
        Assert.Contains(
            "out of order",
            Assert.Throws<StateFormatException>(() => new KeyedState(s_layout, StateLimits.Default).Restore("k"u8, value)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Ten_thousand_warmed_evaluations_allocate_nothing()
    {
        var (state, memberships) = (new KeyedState(s_layout, StateLimits.Default), Memberships.In(s_layout));
        var transitions = new SegmentTransitions(memberships, s_names);
        var keys = Enumerable.Range(0, 50).Select(i => Encoding.UTF8.GetBytes($"k{i}")).ToArray();
        int[][] sets =
        [
            [],
            [1, 3, 5],
            [0, 1, 2, 3, 4, 5],
            [11],
            [2, 5, 7],
        ];
        var (next, changed) = (0, 0);
        void Step()
        {
            changed += transitions.Apply(state, state.Open(keys[next % 50]), sets[next * 3 % 5], next).Length;
            if (++next % 30 == 0)
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
        Assert.True(changed > 100, $"{changed}");
    }
}
