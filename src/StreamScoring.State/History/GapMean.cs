using System.Runtime.InteropServices;

namespace StreamScoring.State.History;

/// <summary>
/// The mean of the key's earlier gaps: of the seconds between consecutive events that entered, in arrival order, without the gap that ends at this event.
/// The sum runs plain, left to right. Its section is the latest time, the number of gaps and their sum, 8 bytes each.
/// </summary>
/// <param name="Slot">Where the layout has it.</param>
public readonly record struct GapMean(int Slot)
{
    /// <summary>The kind of its definition.</summary>
    public const string Kind = "gap_mean";

    internal const int SectionBytes = 24;

    /// <summary>The mean in seconds; NaN while there is no gap, as for entry -1.</summary>
    public double Read(KeyedState state, int entry)
    {
        var section = state.Read(entry, Slot);
        if (section.IsEmpty)
            return double.NaN;
        var held = MemoryMarshal.Read<Held>(section);
        return held.Gaps == 0 ? double.NaN : held.Sum / held.Gaps;
    }

    /// <summary>Enters an event. Nothing for entry -1.</summary>
    public void Add(KeyedState state, int entry, long timeNs)
    {
        if (entry < 0)
            return;
        var isFirst = state.Read(entry, Slot).IsEmpty;
        ref var held = ref MemoryMarshal.AsRef<Held>(state.Write(entry, Slot, SectionBytes));
        if (!isFirst)
        {
            held.Sum += SecondsSince.Between(held.LatestNs, timeNs);
            held.Gaps++;
        }

        held.LatestNs = timeNs;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Held
    {
        public long LatestNs;
        public long Gaps;
        public double Sum;
    }
}
