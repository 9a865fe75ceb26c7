using System.Globalization;
using System.Runtime.InteropServices;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Segments;

/// <summary>That a key is in a segment.</summary>
/// <param name="Segment">The segment: <see cref="Experiments.Ids.Of"/> its name.</param>
/// <param name="SinceNs">Since when, ns of event time.</param>
public readonly record struct Membership(ulong Segment, long SinceNs);

/// <summary>
/// The segments that a key is in. Known by their names, so that revisions of a rule set share them. Its section is a segment (8 bytes) and a time (8) per membership, in
/// ascending order of the segments.
/// </summary>
public sealed class Memberships
{
    /// <summary>The kind of its definition.</summary>
    public const string Kind = "memberships";

    private const int PairBytes = 16;
    private readonly int _slot;

    private Memberships(int slot) => _slot = slot;

    /// <summary>The definition; the same for all rule sets.</summary>
    public static StateDefinition Definition { get; } = new(Kind, Sections.HashOf(Kind)) { Check = Fault };

    /// <summary>The memberships in a layout. Throws <see cref="KeyNotFoundException"/> when it lacks the definition.</summary>
    public static Memberships In(StateLayout layout) => new(layout.SlotOf(Definition));

    /// <summary>How many segments a key is in; 0 for entry -1.</summary>
    public int Count(KeyedState state, int entry) => state.Read(entry, _slot).Length / PairBytes;

    /// <summary>A membership, 0 ≤ <paramref name="index"/> &lt; <see cref="Count"/>, in ascending order of the segments.</summary>
    public Membership At(KeyedState state, int entry, int index)
    {
        var pair = Pairs(state, entry)[index];
        return new(pair.Key, (long)pair.Value);
    }

    /// <summary>Whether a key is in a segment, and since when.</summary>
    public bool Contains(KeyedState state, int entry, ulong segment, out long sinceNs)
    {
        var pairs = Pairs(state, entry);
        var at = Sections.LowerBound(pairs, segment);
        var isIn = at < pairs.Length && pairs[at].Key == segment;
        sinceNs = isIn ? (long)pairs[at].Value : 0;
        return isIn;
    }

    /// <summary>Lets a key into a segment; nothing when it is in it, or for entry -1.</summary>
    public void Enter(KeyedState state, int entry, ulong segment, long sinceNs)
    {
        if (entry < 0 || Contains(state, entry, segment, out _))
            return;
        var count = Count(state, entry);
        var at = Sections.LowerBound(Pairs(state, entry), segment);
        var pairs = MemoryMarshal.Cast<byte, Pair>(state.Write(entry, _slot, (count + 1) * PairBytes));
        pairs[at..count].CopyTo(pairs[(at + 1)..]);
        pairs[at] = new Pair(segment, (ulong)sinceNs);
    }

    /// <summary>Takes a key out of a segment; nothing when it is not in it.</summary>
    public void Leave(KeyedState state, int entry, ulong segment)
    {
        if (!Contains(state, entry, segment, out _))
            return;
        var count = Count(state, entry);
        var at = Sections.LowerBound(Pairs(state, entry), segment);
        var pairs = MemoryMarshal.Cast<byte, Pair>(state.Write(entry, _slot, count * PairBytes));
        pairs[(at + 1)..].CopyTo(pairs[at..]);
        state.Write(entry, _slot, (count - 1) * PairBytes);
    }

    private ReadOnlySpan<Pair> Pairs(KeyedState state, int entry) => MemoryMarshal.Cast<byte, Pair>(state.Read(entry, _slot));

    private static string? Fault(ReadOnlySpan<byte> section)
    {
        if (section.Length % PairBytes != 0)
            return string.Create(CultureInfo.InvariantCulture, $"has {section.Length} bytes, which is no multiple of {PairBytes}");
        return Sections.IsAscending(MemoryMarshal.Cast<byte, Pair>(section)) ? null : "is out of order";
    }
}
