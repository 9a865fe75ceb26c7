using System.Runtime.InteropServices;

namespace StreamScoring.State.History;

/// <summary>The key's latest earlier value, as 8 raw bytes: a 64-bit integer, a timestamp, or the bits of a number.</summary>
/// <param name="Slot">Where the layout has it.</param>
public readonly record struct LastValue(int Slot)
{
    /// <summary>The kind of its definition.</summary>
    public const string Kind = "last_value";

    internal const int SectionBytes = 8;

    /// <summary>The value; false when there is none, as for entry -1.</summary>
    public bool TryRead(KeyedState state, int entry, out long bits)
    {
        var section = state.Read(entry, Slot);
        bits = section.IsEmpty ? 0 : MemoryMarshal.Read<long>(section);
        return !section.IsEmpty;
    }

    /// <summary>Keeps the value. Nothing for entry -1.</summary>
    public void Set(KeyedState state, int entry, long bits)
    {
        if (entry >= 0)
            MemoryMarshal.Write(state.Write(entry, Slot, SectionBytes), bits);
    }
}
