using System.Runtime.InteropServices;

namespace StreamScoring.State.Keys;

/// <summary>The key's largest event time: what <c>now</c> means for it. Kept by the kernel, before anything else looks at an event. Its section is that time (8 bytes).</summary>
/// <param name="Slot">Where the layout has it.</param>
public readonly record struct KeyClock(int Slot)
{
    /// <summary>The kind of its definition.</summary>
    public const string Kind = "key_clock";

    internal const int SectionBytes = 8;

    /// <summary>The one definition of it.</summary>
    public static StateDefinition Definition { get; } = BuiltIn.Define(Kind);

    /// <summary>Where <paramref name="layout"/> has it. Throws <see cref="KeyNotFoundException"/> when it lacks it.</summary>
    public static KeyClock In(StateLayout layout) => new(layout.SlotOf(Definition));

    /// <summary>The key's time with an event at <paramref name="timeNs"/> counted in, ns; without writing it.</summary>
    public long Read(KeyedState state, int entry, long timeNs)
    {
        var section = state.Read(entry, Slot);
        return section.IsEmpty ? timeNs : Math.Max(timeNs, MemoryMarshal.Read<long>(section));
    }

    /// <summary>Counts an event in; returns the key's time, ns. For entry -1 that is the event's own.</summary>
    public long Advance(KeyedState state, int entry, long timeNs)
    {
        if (entry < 0)
            return timeNs;
        var clockNs = Read(state, entry, timeNs);
        if (clockNs == timeNs)
            MemoryMarshal.Write(state.Write(entry, Slot, SectionBytes), timeNs);
        return clockNs;
    }
}
