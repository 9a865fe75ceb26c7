using System.Runtime.InteropServices;

namespace StreamScoring.State.Windows;

/// <summary>
/// The key's earlier events, or their numbers, in a window that ends at each event's own timestamp. Kept for the window's length plus the allowed lateness, behind
/// the newest time that entered; at most <see cref="StateLimits.MaxEntriesPerWindow"/>.
/// </summary>
/// <param name="Slot">Where the layout has it.</param>
/// <param name="Spec">The window.</param>
/// <param name="HasValues">Whether numbers are kept (<see cref="Kind"/>), or events are only counted (<see cref="CountKind"/>).</param>
public readonly record struct Window(int Slot, WindowSpec Spec, bool HasValues)
{
    /// <summary>The kind of a definition that keeps numbers.</summary>
    public const string Kind = "window";

    /// <summary>The kind of a definition that only counts.</summary>
    public const string CountKind = "window_count";

    /// <summary>What lies in the window of an event at <paramref name="timeNs"/>; of entry -1, nothing. Valid until the state is written.</summary>
    public WindowView Read(KeyedState state, int entry, long timeNs)
    {
        var section = state.Read(entry, Slot);
        if (section.IsEmpty)
            return default;
        var size = HasValues ? WindowSection.NumberBytes : WindowSection.TimeBytes;
        var entries = WindowSection.Entries(section, size);
        var firstNs = Spec.FirstNs(timeNs);
        var letGoNs = WindowSection.LetGoNs(section);
        var end = WindowSection.LowerBound(entries, size, Spec.EndNs(timeNs));
        var first = WindowSection.LowerBound(entries[..(end * size)], size, firstNs);
        var isIncomplete = letGoNs != long.MinValue && letGoNs >= firstNs;
        return new WindowView(entries[(first * size)..(end * size)], HasValues, isIncomplete, state.Counter);
    }

    /// <summary>Enters an event that is only counted. Nothing for entry -1.</summary>
    public void Add(KeyedState state, int entry, long timeNs)
    {
        if (entry >= 0)
            WindowSection.Insert(state, entry, Slot, WindowSection.TimeBytes, Spec, timeNs);
    }

    /// <summary>Enters an event with its number. NaN does not enter. Nothing for entry -1.</summary>
    public void Add(KeyedState state, int entry, long timeNs, double value)
    {
        if (entry < 0 || double.IsNaN(value))
            return;
        var place = WindowSection.Insert(state, entry, Slot, WindowSection.NumberBytes, Spec, timeNs);
        if (!place.IsEmpty)
            MemoryMarshal.Write(place[sizeof(long)..], value);
    }
}
