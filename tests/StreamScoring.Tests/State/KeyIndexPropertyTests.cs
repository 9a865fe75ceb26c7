using CsCheck;
using StreamScoring.State;
using Xunit;

namespace StreamScoring.Tests.State;

/// <summary>Keys that come and go in numbers, so that the index fills, collides and closes its gaps.</summary>
public sealed class KeyIndexPropertyTests
{
    [Fact]
    public void Exactly_the_keys_that_are_held_are_found() =>
        Gen.Int[0, 1499]
            .Array[2000, 4000]
            .Sample(
                keys =>
                {
                    var state = new KeyedState(new StateLayout([StateRig.Definition("x", 1)]), StateLimits.Default);
                    var held = new HashSet<int>();
                    for (var i = 0; i < keys.Length; i++)
                    {
                        var isHeld = held.Add(keys[i]);
                        if (!isHeld)
                            held.Remove(keys[i]);
                        state.Write(state.Open(StateRig.Key($"{keys[i]}")), 0, isHeld ? 8 : 0);
                        if (i % 50 == 0)
                            state.Commit();
                    }

                    state.Commit();
                    Assert.Equal(held.Count, state.Keys);
                    for (var key = 0; key < 1500; key++)
                        Assert.Equal(held.Contains(key), state.Find(StateRig.Key($"{key}")) >= 0);
                },
                iter: 60
            );
}
