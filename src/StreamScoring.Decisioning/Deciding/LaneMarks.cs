using System.Runtime.InteropServices;
using StreamScoring.Decisioning.Experiments;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Deciding;

/// <summary>
/// What a lane must know of itself again after a restart, kept as state under a key that no identity can have: how far event time is (8 bytes), and under which rule set
/// everybody's memberships stand (8 bytes).
/// </summary>
internal sealed class LaneMarks(StateLayout layout, string ruleSetHash)
{
    private const int Bytes = 16;
    private readonly int _slot = layout.SlotOf(Definition);
    private readonly ulong _rules = Ids.Of(ruleSetHash);

    /// <summary>The definition; the same for all rule sets.</summary>
    public static StateDefinition Definition { get; } =
        new("lane", Sections.HashOf("lane")) { Check = s => s.Length == Bytes ? null : "does not have 16 bytes" };

    // An identity has a colon.
    private static ReadOnlySpan<byte> Key => "\0lane"u8;

    /// <summary>The largest event time so far, ns since the epoch; the smallest number before the first event.</summary>
    public long EventTimeNs(KeyedState state)
    {
        var section = state.Read(state.Find(Key), _slot);
        return section.IsEmpty ? long.MinValue : MemoryMarshal.Read<long>(section);
    }

    /// <summary>Whether memberships stand under this rule set.</summary>
    public bool IsUnder(KeyedState state)
    {
        var section = state.Read(state.Find(Key), _slot);
        return !section.IsEmpty && MemoryMarshal.Read<ulong>(section[8..]) == _rules;
    }

    /// <summary>Event time goes on.</summary>
    public void SetEventTime(KeyedState state, long timeNs) => MemoryMarshal.Write(Write(state), timeNs);

    /// <summary>Everybody's memberships stand under this rule set now.</summary>
    public void SetRules(KeyedState state) => MemoryMarshal.Write(Write(state)[8..], _rules);

    private Span<byte> Write(KeyedState state)
    {
        var entry = state.Open(Key);
        var isNew = state.Read(entry, _slot).IsEmpty;
        var section = state.Write(entry, _slot, Bytes);
        if (isNew)
            MemoryMarshal.Write(section, long.MinValue);
        return section;
    }
}
