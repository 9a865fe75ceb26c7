using System.Runtime.InteropServices;

namespace StreamScoring.State.History;

/// <summary>The time between the key's latest earlier event that entered and this one. Its section is that event's time (8 bytes).</summary>
/// <param name="Slot">Where the layout has it.</param>
public readonly record struct SecondsSince(int Slot)
{
    /// <summary>The kind of its definition.</summary>
    public const string Kind = "seconds_since";

    internal const int SectionBytes = 8;

    /// <summary>The seconds, negative when the event is out of order; NaN when none entered, as for entry -1.</summary>
    public double Read(KeyedState state, int entry, long timeNs)
    {
        var section = state.Read(entry, Slot);
        return section.IsEmpty ? double.NaN : Between(MemoryMarshal.Read<long>(section), timeNs);
    }

    /// <summary>Enters an event. Nothing for entry -1.</summary>
    public void Add(KeyedState state, int entry, long timeNs)
    {
        if (entry >= 0)
            MemoryMarshal.Write(state.Write(entry, Slot, SectionBytes), timeNs);
    }

    /// <summary>As pandas: the whole nanoseconds as a number, then divided.</summary>
    internal static double Between(long fromNs, long toNs)
    {
        var ns = unchecked(toNs - fromNs);
        // Only times centuries apart leave 64 bits.
        var isWhole = ((toNs ^ fromNs) & (toNs ^ ns)) >= 0;
        return (isWhole ? ns : (double)((Int128)toNs - fromNs)) / 1e9;
    }
}
