using CsCheck;
using StreamScoring.State;
using StreamScoring.State.Windows;
using Xunit;

namespace StreamScoring.Tests.State;

/// <summary>All operations over random events, late and simultaneous ones among them, against plain lists; with aborts and restarts anywhere.</summary>
public sealed class OperationsPropertyTests(ITestOutputHelper output)
{
    private const long SecondNs = 1_000_000_000;

    private static readonly Gen<StateEvent> Event = Gen.Select(
        Gen.Int[0, 2],
        Gen.Frequency((20, Gen.Int[0, 40]), (1, Gen.Int[0, 200])),
        Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false))),
        Gen.Frequency(
            (1, Gen.Const(double.NaN)),
            (6, Gen.Int[-3, 3].Select(i => i / 10.0)),
            (1, Gen.Double[-1e9, 1e9]),
            (1, Gen.Const(-0.0))
        ),
        Gen.Frequency((1, Gen.Const((string?)null)), (6, Gen.String[Gen.Char["abü€"], 0, 6].Select(s => (string?)s))),
        Gen.Int[0, 60],
        (key, time, where, number, text, id) => new StateEvent($"k{key}", time, where, number, text, $"id{id}")
    );

    private static readonly Gen<(StateEvent[] Events, WindowSpec Spec, StateLimits Limits, int[] Cuts)> Case = Gen.Select(
        Event.Array[1, 150],
        Gen.Int[1, 90],
        Gen.Enum<WindowClosed>(),
        Gen.Select(Gen.Int[0, 200], Gen.Int[1, 60], Gen.Int[1, 12], Gen.Int[5, 200], Gen.Int[1, 60]),
        Gen.Int[0, 99].Array[1, 40],
        (events, length, closed, limit, cuts) =>
            (
                // Time runs on slowly, so that lateness is relative to something.
                events.Select((e, i) => e with { TimeNs = (e.TimeNs + i) * SecondNs }).ToArray(),
                new WindowSpec(length * SecondNs, closed),
                new StateLimits
                {
                    AllowedLatenessNs = limit.Item1 * SecondNs,
                    MaxEntriesPerWindow = limit.Item2,
                    MaxDistinct = limit.Item3,
                    DedupeHorizonNs = limit.Item4 * SecondNs,
                    MaxDedupeIds = limit.Item5,
                },
                cuts
            )
    );

    [Fact]
    public void Every_operation_equals_plain_lists()
    {
        long rows = 0,
            duplicates = 0,
            incomplete = 0,
            inWindow = 0;
        Case.Sample(
            c =>
            {
                var layout = AllOperations.NewLayout();
                var operations = new AllOperations(layout, c.Spec);
                var state = new KeyedState(layout, c.Limits);
                var naive = c.Events.Select(e => e.Key).Distinct().ToDictionary(k => k, _ => new NaiveHistory(c.Spec, c.Limits));
                foreach (var e in c.Events)
                {
                    var expected = naive[e.Key].Step(e);
                    Assert.Equal(expected, operations.Step(state, e));
                    var said = expected.Split(' ');
                    Interlocked.Increment(ref rows);
                    Interlocked.Add(ref duplicates, said[0] == "duplicate" ? 1 : 0);
                    Interlocked.Add(ref incomplete, said.Length > 1 && said[1] == "True" ? 1 : 0);
                    Interlocked.Add(ref inWindow, said.Length > 2 && said[2] != "0" ? 1 : 0);
                }
            },
            iter: 700
        );
        output.WriteLine($"{rows} rows: {duplicates} duplicates, {incomplete} incomplete, {inWindow} with a window that holds something");
        Assert.True(duplicates > rows / 50 && incomplete > rows / 50 && inWindow > rows / 4, "the events made are not telling enough");
    }

    [Fact]
    public void Aborts_and_restarts_at_any_point_change_no_value_and_no_byte()
    {
        long aborts = 0,
            restarts = 0;
        Case.Sample(
            c =>
            {
                var layout = AllOperations.NewLayout();
                var operations = new AllOperations(layout, c.Spec);
                var undisturbed = new KeyedState(layout, c.Limits);
                var expected = c.Events.Select(e => operations.Step(undisturbed, e)).ToArray();
                undisturbed.Commit();

                var state = new KeyedState(layout, c.Limits);
                var store = new SortedDictionary<string, string>(StringComparer.Ordinal);
                var said = new string[c.Events.Length];
                var committed = 0;
                var tries = 0;
                for (var at = 0; at < c.Events.Length; )
                {
                    said[at] = operations.Step(state, c.Events[at]);
                    at++;
                    // A cut that disturbed once commits the next time, else a run would never end.
                    var cut = c.Cuts[(at + tries) % c.Cuts.Length];
                    if (cut < 30 || at == c.Events.Length)
                    {
                        StateRig.CommitInto(state, store);
                        committed = at;
                    }
                    else if (cut > 90 && tries < 200)
                    {
                        tries++;
                        if (cut > 95)
                        {
                            state = StateRig.Restore(store, layout, c.Limits);
                            Interlocked.Increment(ref restarts);
                        }
                        else
                        {
                            state.Abort();
                            Interlocked.Increment(ref aborts);
                        }

                        at = committed;
                    }
                }

                Assert.Equal(expected, said);
                Assert.Equal(StateRig.Content(undisturbed), StateRig.Content(state));
                Assert.Equal(StateRig.Content(undisturbed), store);
            },
            iter: 700
        );
        output.WriteLine($"{aborts} aborts, {restarts} restarts");
        Assert.True(aborts > 1000 && restarts > 1000, "too little was disturbed");
    }
}
