using System.Runtime.InteropServices;

namespace StreamScoring.State.History;

/// <summary>Count, sum, smallest and largest of all earlier values of the key, in arrival order; the sum runs plain, left to right.</summary>
/// <param name="Slot">Where the layout has it.</param>
/// <param name="HasValues">Whether values are summed up (<see cref="Kind"/>), or events are only counted (<see cref="CountKind"/>).</param>
public readonly record struct Expanding(int Slot, bool HasValues)
{
    /// <summary>The kind of a definition that sums values up: count, sum, min, max, 8 bytes each.</summary>
    public const string Kind = "expanding";

    /// <summary>The kind of a definition that only counts: 8 bytes.</summary>
    public const string CountKind = "expanding_count";

    internal const int SectionBytes = 32;
    internal const int CountBytes = 8;

    /// <summary>What entered before; of entry -1, nothing.</summary>
    public ExpandingView Read(KeyedState state, int entry)
    {
        var section = state.Read(entry, Slot);
        if (section.IsEmpty)
            return new ExpandingView(0, 0, double.NaN, double.NaN);
        return HasValues
            ? MemoryMarshal.Read<ExpandingView>(section)
            : new ExpandingView(MemoryMarshal.Read<long>(section), double.NaN, double.NaN, double.NaN);
    }

    /// <summary>Counts an event. Nothing for entry -1.</summary>
    public void Add(KeyedState state, int entry)
    {
        if (entry < 0)
            return;
        var section = state.Write(entry, Slot, CountBytes);
        MemoryMarshal.Write(section, MemoryMarshal.Read<long>(section) + 1);
    }

    /// <summary>Enters a value. NaN does not enter. Nothing for entry -1.</summary>
    public void Add(KeyedState state, int entry, double value)
    {
        if (entry < 0 || double.IsNaN(value))
            return;
        ref var held = ref MemoryMarshal.AsRef<ExpandingView>(state.Write(entry, Slot, SectionBytes));
        held =
            held.Count == 0
                ? new ExpandingView(1, 0.0 + value, value, value)
                : new ExpandingView(
                    held.Count + 1,
                    held.Sum + value,
                    value < held.Min ? value : held.Min,
                    value > held.Max ? value : held.Max
                );
    }
}

/// <summary>What entered so far. Laid out as it is persisted.</summary>
/// <param name="Count">How many values.</param>
/// <param name="Sum">Their sum; 0 of none.</param>
/// <param name="Min">The smallest; NaN of none.</param>
/// <param name="Max">The largest; NaN of none.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct ExpandingView(long Count, double Sum, double Min, double Max)
{
    /// <summary>Their mean; NaN of none.</summary>
    public double Mean => Count == 0 ? double.NaN : Sum / Count;
}
