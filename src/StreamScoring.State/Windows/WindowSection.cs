using System.Globalization;
using System.Runtime.InteropServices;

namespace StreamScoring.State.Windows;

/// <summary>
/// The section of a window over times or numbers: the newest time let go (8 bytes, the smallest number when none was), the place of the first entry and the number
/// of entries (4 bytes each), then places of 8 bytes (time) or 16 (time, value), ordered by time, then arrival. Free places stand before and behind the entries,
/// so that appending and letting go move nothing most of the time.
/// </summary>
internal static class WindowSection
{
    public const int HeaderBytes = 16;
    public const int TimeBytes = 8;
    public const int NumberBytes = 16;
    private const int LeastPlaces = 4;

    public static long LetGoNs(ReadOnlySpan<byte> section) => MemoryMarshal.Read<long>(section);

    public static int First(ReadOnlySpan<byte> section) => MemoryMarshal.Read<int>(section[8..]);

    public static int Count(ReadOnlySpan<byte> section) => MemoryMarshal.Read<int>(section[12..]);

    /// <summary>The entries, in order.</summary>
    public static ReadOnlySpan<byte> Entries(ReadOnlySpan<byte> section, int size) =>
        section.Slice(HeaderBytes + (First(section) * size), Count(section) * size);

    public static long TimeNs(ReadOnlySpan<byte> entries, int index, int size) => MemoryMarshal.Read<long>(entries[(index * size)..]);

    /// <summary>The index of the first entry whose time is at least <paramref name="timeNs"/>.</summary>
    public static int LowerBound(ReadOnlySpan<byte> entries, int size, long timeNs)
    {
        int low = 0,
            high = entries.Length / size;
        if (high > 0 && TimeNs(entries, high - 1, size) < timeNs)
            return high;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (TimeNs(entries, middle, size) < timeNs)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>What is wrong with a persisted section, or null.</summary>
    public static string? Fault(ReadOnlySpan<byte> section, int size)
    {
        if (section.Length < HeaderBytes || (section.Length - HeaderBytes) % size != 0)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"has {section.Length} bytes, which is not {HeaderBytes} and a multiple of {size}"
            );
        var places = (section.Length - HeaderBytes) / size;
        if (First(section) < 0 || Count(section) < 0 || (long)First(section) + Count(section) > places)
            return string.Create(CultureInfo.InvariantCulture, $"claims {Count(section)} entries from place {First(section)} of {places}");
        var entries = Entries(section, size);
        for (var i = 1; i < Count(section); i++)
        {
            if (TimeNs(entries, i, size) < TimeNs(entries, i - 1, size))
                return string.Create(CultureInfo.InvariantCulture, $"is out of order at entry {i}");
        }

        return null;
    }

    /// <summary>Puts an entry in its place behind those of the same time, lets go of what is too old or too many, and gives the place to write to; empty when the entry itself is let go.</summary>
    public static Span<byte> Insert(KeyedState state, int entry, int slot, int size, WindowSpec spec, long timeNs)
    {
        var section = state.Read(entry, slot);
        if (section.IsEmpty)
        {
            var made = state.Write(entry, slot, HeaderBytes + (LeastPlaces * size));
            SetHeader(made, long.MinValue, 0, 1);
            MemoryMarshal.Write(made[HeaderBytes..], timeNs);
            return made.Slice(HeaderBytes, size);
        }

        var letGoNs = LetGoNs(section);
        var first = First(section);
        var count = Count(section);
        var entries = Entries(section, size);
        var newestNs = count == 0 ? timeNs : Math.Max(timeNs, TimeNs(entries, count - 1, size));
        var keptNs = spec.KeptNs(newestNs, state.Limits.AllowedLatenessNs);
        var gone = 0;
        while (gone < count && TimeNs(entries, gone, size) < keptNs)
            gone++;
        var isLetGo = timeNs < keptNs;
        var over = count - gone + 1 - state.Limits.MaxEntriesPerWindow;
        if (!isLetGo && over > 0)
        {
            if (timeNs < TimeNs(entries, gone + over - 1, size))
            {
                isLetGo = true;
                over--;
            }

            gone += over;
        }

        if (gone > 0)
            letGoNs = Math.Max(letGoNs, TimeNs(entries, gone - 1, size));
        first += gone;
        count -= gone;
        if (isLetGo)
        {
            SetHeader(state.Write(entry, slot, section.Length), Math.Max(letGoNs, timeNs), first, count);
            return default;
        }

        var at = timeNs >= newestNs ? count : LowerBound(entries[(gone * size)..], size, timeNs == long.MaxValue ? timeNs : timeNs + 1);
        var target = Reserve(state, entry, slot, size, ref first, count);
        var places = target[HeaderBytes..];
        places[((first + at) * size)..((first + count) * size)].CopyTo(places[((first + at + 1) * size)..]);
        SetHeader(target, letGoNs, first, count + 1);
        var place = places.Slice((first + at) * size, size);
        MemoryMarshal.Write(place, timeNs);
        return place;
    }

    /// <summary>Makes room for one entry behind the last: by moving the entries to the front, by growing by a quarter, or, when most places are free, by shrinking.</summary>
    private static Span<byte> Reserve(KeyedState state, int entry, int slot, int size, scoped ref int first, int count)
    {
        var section = state.Write(entry, slot, state.Read(entry, slot).Length);
        var capacity = (section.Length - HeaderBytes) / size;
        var mayShrink = capacity > 4 * LeastPlaces && count * 4 < capacity;
        if (first + count < capacity && !mayShrink)
            return section;
        if (mayShrink || first >= LeastPlaces && first * 4 >= capacity)
        {
            section.Slice(HeaderBytes + (first * size), count * size).CopyTo(section[HeaderBytes..]);
            first = 0;
            return mayShrink ? state.Write(entry, slot, HeaderBytes + (Math.Max(LeastPlaces, count * 2) * size)) : section;
        }

        return state.Write(entry, slot, checked(HeaderBytes + ((capacity + Math.Max(LeastPlaces, capacity / 4)) * size)));
    }

    private static void SetHeader(Span<byte> section, long letGoNs, int first, int count)
    {
        MemoryMarshal.Write(section, letGoNs);
        MemoryMarshal.Write(section[8..], first);
        MemoryMarshal.Write(section[12..], count);
    }
}
