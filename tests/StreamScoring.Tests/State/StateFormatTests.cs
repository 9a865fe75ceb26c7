using System.Buffers.Binary;
using CsCheck;
using StreamScoring.State;
using StreamScoring.State.Windows;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.State;

public sealed class StateFormatTests(ITestOutputHelper output)
{
    private const long SecondNs = 1_000_000_000;
    private static readonly WindowSpec Spec = new(60 * SecondNs, WindowClosed.Left);
    private static readonly StateLimits Limits = new()
    {
        AllowedLatenessNs = 120 * SecondNs,
        MaxEntriesPerWindow = 6,
        MaxDistinct = 3,
        MaxTextBytes = 8,
    };

    private static readonly StateEvent[] History =
    [
        new("ECID:anna", 1000 * SecondNs, true, 2.5, "view", "e1"),
        new("ECID:bert", 1001 * SecondNs, true, double.NaN, null, "e2"),
        new("ECID:anna", 1020 * SecondNs, true, -1, "grün", "e3"),
        new("ECID:anna", 1010 * SecondNs, true, 4, "a text that is cut", "e4"),
        new("ECID:anna", 1020 * SecondNs, false, 9, "ignored", "e5"),
        new("ECID:anna", 1300 * SecondNs, true, 0.1, "", "e6"),
        new("ECID:anna", 1301 * SecondNs, true, 0.2, "view", "e7"),
        new("ECID:bert", 900 * SecondNs, true, 7, "add", "e8"),
        new("ECID:anna", 1305 * SecondNs, true, 0.3, "buy", "e9"),
    ];

    private static readonly StateEvent[] Probes =
    [
        new("ECID:anna", 1310 * SecondNs, true, 1, "x", "e10"),
        new("ECID:anna", 1250 * SecondNs, true, 1, "x", "e11"),
        new("ECID:bert", 950 * SecondNs, true, 1, "x", "e12"),
        new("ECID:bert", 1001 * SecondNs, true, 1, "x", "e2"),
        new("ECID:carl", 5 * SecondNs, true, 1, "x", "e13"),
    ];

    private static readonly string[] Expected =
    [
        "1310000000000 False 3 0.6000000000000001 0.20000000000000004 0.1 0.3 0.09999999999999999 3 0.1 0.3 False 3 False 3 3 '' 'buy' 6 6.1 1.0166666666666666 -1 4 6 3 True 3 True 0.3 'buy' 5 61 ",
        "1310000000000 False 0 0 NaN NaN NaN NaN 0 NaN NaN False 0 False 0 0 '' '' 7 7.1 1.0142857142857142 -1 4 7 3 True 3 True 1 'x' -60 51.666666666666664 ",
        "1001000000000 False 1 7 7 7 7 NaN 1 7 7 False 1 False 1 1 'add' 'add' 1 7 7 7 7 2 1 False 1 False 7 'add' 50 -101 ",
        "duplicate",
        "5000000000 False 0 0 NaN NaN NaN NaN 0 NaN NaN False 0 False 0 0 '' '' 0 0 NaN NaN NaN 0 0 False 0 False none none NaN NaN ",
    ];

    [Fact]
    public void Values_of_version_1_are_read_and_written_as_they_were()
    {
        var store = ReadFixture("state-v1.bin");
        Assert.Equal(2, store.Count);
        var layout = AllOperations.NewLayout();
        var state = StateRig.Restore(store, layout, Limits);
        Assert.Equal(store, StateRig.Content(state));
        var operations = new AllOperations(layout, Spec);
        Assert.Equal(Expected, Probes.Select(e => operations.Step(state, e)));

        var again = new KeyedState(layout, Limits);
        foreach (var e in History)
            operations.Step(again, e);
        Assert.Equal(store, StateRig.Content(again));
    }

    [Fact]
    public void An_unknown_version_is_refused_by_name()
    {
        var state = new KeyedState(AllOperations.NewLayout(), Limits);
        var error = Assert.Throws<StateFormatException>(() => state.Restore("k"u8, [2, 0, 1, 0, 0, 0]));
        Assert.Contains("version 2, this worker knows 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, state.Keys);
    }

    [Fact]
    public void A_broken_value_leaves_what_was_held()
    {
        var (state, value) = OneValue();
        var before = StateRig.Content(state);
        var error = Assert.Throws<StateFormatException>(() => state.Restore("ECID:anna"u8, value.AsSpan(0, value.Length - 1)));
        Assert.Contains("broken", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("anna", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, StateRig.Content(state));
    }

    [Fact]
    public void A_broken_section_of_a_definition_that_comes_later_is_refused_when_it_comes()
    {
        var layout = AllOperations.NewLayout();
        var (_, value) = OneValue();
        var narrow = new StateLayout([layout.Definitions[9]]);
        var state = new KeyedState(narrow, Limits);
        // The first section by prefix, last_value (1), gets another length by taking a byte from its neighbour.
        BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(4 + 8), BinaryPrimitives.ReadInt32LittleEndian(value.AsSpan(4 + 8)) - 1);
        state.Restore("k"u8, value);
        Assert.Throws<StateFormatException>(() => state.ChangeLayout(layout));
        Assert.Same(narrow, state.Layout);
    }

    [Fact]
    public void Random_damage_is_refused_or_harmless()
    {
        var layout = AllOperations.NewLayout();
        var operations = new AllOperations(layout, Spec);
        var (_, value) = OneValue();
        long refused = 0,
            taken = 0;
        var damage = Gen.Select(Gen.Int[0, 9], Gen.Int[0, value.Length - 1].Array[1, 4], Gen.Byte.Array[1, 8]);
        damage.Sample(
            d =>
            {
                byte[] broken = d.Item1 switch
                {
                    0 => value[..d.Item2[0]],
                    1 => [.. value, .. d.Item3],
                    2 => [.. value[..d.Item2[0]], .. d.Item3, .. value[d.Item2[0]..]],
                    3 => d.Item3,
                    _ => [.. value],
                };
                if (d.Item1 > 3)
                {
                    for (var i = 0; i < d.Item2.Length; i++)
                        broken[d.Item2[i]] = d.Item3[i % d.Item3.Length];
                }

                if (broken.Length == 0)
                    return;
                var state = new KeyedState(layout, Limits);
                try
                {
                    state.Restore("ECID:anna"u8, broken);
                    Interlocked.Increment(ref taken);
                }
                catch (StateFormatException)
                {
                    Interlocked.Increment(ref refused);
                    return;
                }

                foreach (var e in Probes.Concat(History))
                    operations.Step(state, e with { Key = "ECID:anna", Id = e.Id + "'" });
                state.Commit();
            },
            iter: 50_000
        );
        output.WriteLine($"{refused} refused, {taken} taken and used");
        Assert.True(refused > 10_000 && taken > 5_000, "the damage is not telling enough");
    }

    private static (KeyedState State, byte[] Value) OneValue()
    {
        var layout = AllOperations.NewLayout();
        var operations = new AllOperations(layout, Spec);
        var state = new KeyedState(layout, Limits);
        foreach (var e in History)
            operations.Step(state, e);
        state.Commit();
        byte[] value = [];
        state.VisitAll(
            (key, v) =>
            {
                if (key.SequenceEqual("ECID:anna"u8))
                    value = v.ToArray();
            }
        );
        return (state, value);
    }

    /// <summary>Per key a 2-byte length, the key, a 4-byte length, the value.</summary>
    private static SortedDictionary<string, string> ReadFixture(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(GoldenFolders.RepositoryRoot, "tests", "StreamScoring.Tests", "State", "Fixtures", name))
            .AsSpan();
        var store = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (!bytes.IsEmpty)
        {
            var keyLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            var valueLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[(2 + keyLength)..]);
            store.Add(Convert.ToHexString(bytes.Slice(2, keyLength)), Convert.ToHexString(bytes.Slice(6 + keyLength, valueLength)));
            bytes = bytes[(6 + keyLength + valueLength)..];
        }

        return store;
    }
}
