using System.Globalization;
using System.Runtime.InteropServices;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Offers;

/// <summary>So many of what a counter counts, at a time or up to it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct CountEntry(ulong Counter, long TimeNs, long Count);

/// <summary>
/// The counts of a key, or, under <see cref="SharedKey"/>, of all keys of a partition. The section is counter (8 bytes), time (8) and count (8) an entry, ascending by
/// counter and time; counters are known by hashes of what they count, so that revisions of a rule set share them, and one that is asked for no more is kept.
/// </summary>
internal sealed class OfferCounters
{
    public const string Kind = "offer_counts";

    /// <summary>No counter has more entries; the oldest go first.</summary>
    public const int MaxEntries = 65;

    private const int EntryBytes = 24;
    private readonly int _slot;

    private OfferCounters(int slot) => _slot = slot;

    public static StateDefinition Definition { get; } = new(Kind, Sections.HashOf(Kind)) { Check = Fault };

    /// <summary>The key under which counts over all people are kept. No identity begins with a NUL.</summary>
    public static ReadOnlySpan<byte> SharedKey => "\0offers"u8;

    public static OfferCounters In(StateLayout layout) => new(layout.SlotOf(Definition));

    /// <summary>The newest time of a counter; <see cref="long.MinValue"/> when it has counted nothing.</summary>
    public long NewestNs(KeyedState state, int entry, ulong counter)
    {
        var entries = Entries(state, entry);
        var (start, end) = Range(entries, counter);
        return end > start ? entries[end - 1].TimeNs : long.MinValue;
    }

    /// <summary>What a counter has counted from a time on.</summary>
    public long Sum(KeyedState state, int entry, ulong counter, long fromNs)
    {
        var entries = Entries(state, entry);
        var (start, end) = Range(entries, counter);
        var sum = 0L;
        for (var i = end - 1; i >= start && entries[i].TimeNs >= fromNs; i--)
            sum += entries[i].Count;
        return sum;
    }

    /// <summary>Counts one more. Nothing for entry -1.</summary>
    /// <param name="state">The state.</param>
    /// <param name="entry">The key's entry.</param>
    /// <param name="counter">The counter.</param>
    /// <param name="timeNs">When; not before what it has counted last.</param>
    /// <param name="stepNs">What falls into one step of so many ns (1 at least) becomes one entry, at the later time.</param>
    /// <param name="fromNs">What is older is forgotten.</param>
    public void Add(KeyedState state, int entry, ulong counter, long timeNs, long stepNs, long fromNs)
    {
        if (entry < 0)
            return;
        var entries = Entries(state, entry);
        var (length, (start, end)) = (entries.Length, Range(entries, counter));
        var kept = start;
        while (kept < end && entries[kept].TimeNs < fromNs)
            kept++;
        var merges = end > kept && Floor(entries[end - 1].TimeNs, stepNs) == Floor(timeNs, stepNs);
        var count = merges ? entries[end - 1].Count + 1 : 1;
        var keptEnd = merges ? end - 1 : end;
        kept = Math.Max(kept, keptEnd - MaxEntries + 1);
        var grown = length - (end - start) + (keptEnd - kept) + 1;
        var section = MemoryMarshal.Cast<byte, CountEntry>(state.Write(entry, _slot, Math.Max(length, grown) * EntryBytes));
        section[kept..keptEnd].CopyTo(section[start..]);
        var place = start + keptEnd - kept;
        section[end..length].CopyTo(section[(place + 1)..]);
        section[place] = new CountEntry(counter, Math.Max(timeNs, place > start ? section[place - 1].TimeNs : timeNs), count);
        if (grown < length)
            state.Write(entry, _slot, grown * EntryBytes);
    }

    private static (int Start, int End) Range(ReadOnlySpan<CountEntry> entries, ulong counter)
    {
        int start = 0,
            high = entries.Length;
        while (start < high)
        {
            var middle = (start + high) >> 1;
            if (entries[middle].Counter < counter)
                start = middle + 1;
            else
                high = middle;
        }

        var end = start;
        while (end < entries.Length && entries[end].Counter == counter)
            end++;
        return (start, end);
    }

    private static long Floor(long ns, long stepNs) => Math.DivRem(ns, stepNs, out var rest) - (rest < 0 ? 1 : 0);

    private ReadOnlySpan<CountEntry> Entries(KeyedState state, int entry) => MemoryMarshal.Cast<byte, CountEntry>(state.Read(entry, _slot));

    private static string? Fault(ReadOnlySpan<byte> section)
    {
        if (section.Length % EntryBytes != 0)
            return string.Create(CultureInfo.InvariantCulture, $"has {section.Length} bytes, which is no multiple of {EntryBytes}");
        var entries = MemoryMarshal.Cast<byte, CountEntry>(section);
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Count <= 0 || (i > 0 && !IsBefore(entries[i - 1], entries[i])))
                return "is out of order, or counts nothing";
        }

        return null;
    }

    private static bool IsBefore(in CountEntry a, in CountEntry b) =>
        a.Counter < b.Counter || (a.Counter == b.Counter && a.TimeNs < b.TimeNs);
}
