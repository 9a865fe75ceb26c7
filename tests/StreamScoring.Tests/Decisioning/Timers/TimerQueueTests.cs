using System.Text;
using CsCheck;
using StreamScoring.Decisioning.Timers;
using StreamScoring.State;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Timers;

public sealed class TimerQueueTests
{
    private static readonly StateLayout s_layout = new([TimerQueue.Definition]);

    [Fact]
    public void Timers_come_in_the_order_of_time_and_key_whatever_is_set_committed_aborted_and_restored()
    {
        var step = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 12], Gen.Long[0, 40]);
        var taken = 0;
        step.List[1, 80]
            .Sample(
                steps =>
                {
                    var (state, queue) = (new KeyedState(s_layout, StateLimits.Default), TimerQueue.In(s_layout));
                    var naive = new SortedDictionary<string, long>(StringComparer.Ordinal);
                    var committed = new SortedDictionary<string, long>(naive, StringComparer.Ordinal);
                    foreach (var (what, key, moment) in steps)
                    {
                        switch (what)
                        {
                            case 0:
                                state.Abort();
                                queue.Abort();
                                naive = new SortedDictionary<string, long>(committed, StringComparer.Ordinal);
                                break;
                            case 1 or 2:
                                state.Commit();
                                queue.Commit();
                                committed = new SortedDictionary<string, long>(naive, StringComparer.Ordinal);
                                if (what == 1)
                                    (state, queue) = Restarted(state);
                                break;
                            case 3:
                                queue.Set(state, state.Open(Key(key)), TimerQueue.Never);
                                naive.Remove($"k{key}");
                                break;
                            case 4 or 5:
                                for (var i = 0; i < 3; i++)
                                {
                                    var isDue = queue.TryTake(state, moment, out var entry, out var momentNs);
                                    var due = naive
                                        .Where(n => n.Value <= moment)
                                        .OrderBy(n => n.Value)
                                        .ThenBy(n => n.Key, StringComparer.Ordinal)
                                        .ToList();
                                    Assert.Equal(due.Count > 0, isDue);
                                    if (!isDue)
                                        break;
                                    Assert.Equal((due[0].Key, due[0].Value), (Encoding.UTF8.GetString(state.KeyOf(entry)), momentNs));
                                    naive.Remove(due[0].Key);
                                    taken++;
                                }

                                break;
                            default:
                                queue.Set(state, state.Open(Key(key)), moment);
                                naive[$"k{key}"] = moment;
                                break;
                        }

                        foreach (var (name, momentNs) in naive)
                            Assert.Equal(momentNs, queue.MomentNs(state, state.Find(Encoding.UTF8.GetBytes(name))));
                    }
                },
                iter: 3_000,
                threads: 1
            );
        Assert.True(taken > 5_000, $"{taken} taken");
    }

    [Fact]
    public void Without_identity_there_is_no_timer()
    {
        var (state, queue) = (new KeyedState(s_layout, StateLimits.Default), TimerQueue.In(s_layout));
        queue.Set(state, -1, 5);
        Assert.Equal(TimerQueue.Never, queue.MomentNs(state, -1));
        Assert.False(queue.TryTake(state, long.MaxValue, out _, out _));
    }

    [Fact]
    public void Setting_and_taking_timers_of_warmed_keys_allocates_nothing()
    {
        var (state, queue) = (new KeyedState(s_layout, StateLimits.Default), TimerQueue.In(s_layout));
        var keys = Enumerable.Range(0, 100).Select(i => Encoding.UTF8.GetBytes($"ECID:{i:d38}")).ToArray();
        var (next, taken) = (0L, 0);
        void Step()
        {
            next++;
            queue.Set(state, state.Open(keys[next * 7 % 100]), next + 50 - (next % 3));
            while (queue.TryTake(state, next, out var entry, out var momentNs))
            {
                taken++;
                queue.Set(state, entry, momentNs + 90);
            }

            if (next % 20 == 0)
            {
                state.Commit();
                queue.Commit();
            }
        }

        for (var i = 0; i < 20_000; i++)
            Step();
        var allocated = SteadyAllocation.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
                Step();
        });
        Assert.Equal(0, allocated);
        Assert.True(taken > 10_000, $"{taken}");
    }

    private static (KeyedState, TimerQueue) Restarted(KeyedState state)
    {
        var next = new KeyedState(s_layout, StateLimits.Default);
        state.VisitAll(next.Restore);
        var queue = TimerQueue.In(s_layout);
        queue.Rebuild(next);
        return (next, queue);
    }

    private static byte[] Key(int key) => Encoding.UTF8.GetBytes($"k{key}");
}
