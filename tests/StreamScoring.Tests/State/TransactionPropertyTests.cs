using CsCheck;
using StreamScoring.State;
using Xunit;

namespace StreamScoring.Tests.State;

/// <summary>Random writes, commits, aborts and restarts against a plain dictionary of byte arrays.</summary>
public sealed class TransactionPropertyTests
{
    private const int Slots = 5;
    private static readonly StateLayout Layout = new(Enumerable.Range(0, Slots).Select(i => StateRig.Definition("x", i * 7919 % 11)));

    private static readonly Gen<(int Kind, int Key, int Slot, int Length)> Step = Gen.Select(
        Gen.Int[0, 99],
        Gen.Int[0, 30],
        Gen.Int[0, Slots - 1],
        Gen.Int[0, 300]
    );

    [Fact]
    public void State_equals_a_plain_dictionary_under_any_steps() => Step.Array[1, 250].Sample(Run, iter: 400);

    [Fact]
    public void An_abort_after_any_step_gives_the_last_commit_byte_for_byte() =>
        Step.Array[1, 60]
            .Sample(
                steps =>
                {
                    for (var at = 0; at <= steps.Length; at++)
                    {
                        var state = new KeyedState(Layout, StateLimits.Default);
                        foreach (var step in steps)
                            Apply(state, step, 1);
                        state.Commit();
                        var committed = StateRig.Content(state);
                        foreach (var step in steps.AsSpan(0, at))
                            Apply(state, step with { Length = step.Length * 3 % 301 }, 2);
                        state.Abort();
                        Assert.Equal(committed, StateRig.Content(state));
                        Assert.Equal(committed.Count, state.Keys);
                    }
                },
                iter: 30
            );

    private static void Run((int Kind, int Key, int Slot, int Length)[] steps)
    {
        var state = new KeyedState(Layout, StateLimits.Default);
        var store = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var committed = new Dictionary<(int, int), byte[]>();
        var open = new Dictionary<(int, int), byte[]>();
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            switch (step.Kind)
            {
                case < 80:
                    Apply(state, step, (byte)i);
                    if (step.Length == 0)
                        open.Remove((step.Key, step.Slot));
                    else
                        open[(step.Key, step.Slot)] = [.. Enumerable.Repeat((byte)i, step.Length)];
                    break;
                case < 90:
                    StateRig.CommitInto(state, store);
                    committed = new(open);
                    Assert.Equal(store, StateRig.Content(state));
                    break;
                case < 97:
                    state.Abort();
                    open = new(committed);
                    Assert.Equal(store, StateRig.Content(state));
                    break;
                default:
                    state = StateRig.Restore(store, Layout, StateLimits.Default);
                    open = new(committed);
                    break;
            }

            for (var key = 0; key <= 30; key++)
            {
                var entry = state.Find(StateRig.Key($"key-{key}"));
                for (var slot = 0; slot < Slots; slot++)
                    Assert.Equal(open.GetValueOrDefault((key, slot), []), state.Read(entry, slot).ToArray());
            }
        }
    }

    private static void Apply(KeyedState state, (int Kind, int Key, int Slot, int Length) step, byte with) =>
        state.Write(state.Open(StateRig.Key($"key-{step.Key}")), step.Slot, step.Length).Fill(with);
}
