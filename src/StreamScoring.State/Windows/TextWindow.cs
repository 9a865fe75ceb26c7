using System.Globalization;
using System.Runtime.InteropServices;
using StreamScoring.State.Format;

namespace StreamScoring.State.Windows;

/// <summary>
/// The key's earlier texts in a window that ends at each event's own timestamp; kept as those of <see cref="Window"/>. Its section is the newest time let go
/// (8 bytes), the number of entries (4), then per entry, by time and arrival, its time (8), length (2, the upper bit set when it was cut) and bytes.
/// </summary>
/// <param name="Slot">Where the layout has it.</param>
/// <param name="Spec">The window.</param>
public readonly record struct TextWindow(int Slot, WindowSpec Spec)
{
    /// <summary>The kind of its definition.</summary>
    public const string Kind = "window_text";

    private const int HeaderBytes = 12;
    private const int EntryBytes = 10;
    private const int CutMark = 0x8000;

    /// <summary>What lies in the window of an event at <paramref name="timeNs"/>; of entry -1, nothing. Valid until the state is written.</summary>
    public TextWindowView Read(KeyedState state, int entry, long timeNs)
    {
        var section = state.Read(entry, Slot);
        if (section.IsEmpty)
            return default;
        var firstNs = Spec.FirstNs(timeNs);
        var endNs = Spec.EndNs(timeNs);
        var letGoNs = MemoryMarshal.Read<long>(section);
        var view = new TextWindowView(state.Counter) { IsIncomplete = letGoNs != long.MinValue && letGoNs >= firstNs };
        var rest = section[HeaderBytes..];
        var start = 0;
        var at = 0;
        while (at < rest.Length && TimeNs(rest, at) < endNs)
        {
            var next = Next(rest, at);
            if (TimeNs(rest, at) < firstNs)
            {
                start = next;
            }
            else
            {
                view.Count++;
                view.IsIncomplete |= (Length(rest, at) & CutMark) != 0;
                view.LastText = rest[(at + EntryBytes)..next];
            }

            at = next;
        }

        view.Records = rest[start..at];
        return view;
    }

    /// <summary>Enters a text (UTF-8). One longer than <see cref="StateLimits.MaxTextBytes"/> is cut. Nothing for entry -1.</summary>
    public void Add(KeyedState state, int entry, long timeNs, ReadOnlySpan<byte> text)
    {
        if (entry < 0)
            return;
        text = TextLimit.Cut(text, state.Limits.MaxTextBytes, out var isCut);
        var section = state.Read(entry, Slot);
        var letGoNs = section.IsEmpty ? long.MinValue : MemoryMarshal.Read<long>(section);
        var count = section.IsEmpty ? 0 : MemoryMarshal.Read<int>(section[8..]);
        var records = section.IsEmpty ? default : section[HeaderBytes..];

        var newestNs = timeNs;
        var place = 0;
        for (var at = 0; at < records.Length; at = Next(records, at))
        {
            newestNs = Math.Max(newestNs, TimeNs(records, at));
            if (TimeNs(records, at) <= timeNs)
                place = Next(records, at);
        }

        var keptNs = Spec.KeptNs(newestNs, state.Limits.AllowedLatenessNs);
        var gone = 0;
        while (gone < records.Length && (TimeNs(records, gone) < keptNs || (count >= state.Limits.MaxEntriesPerWindow && gone < place)))
        {
            letGoNs = Math.Max(letGoNs, TimeNs(records, gone));
            gone = Next(records, gone);
            count--;
        }

        if (timeNs < keptNs || count >= state.Limits.MaxEntriesPerWindow)
        {
            var left = Shift(state, entry, records.Length, gone, 0, 0);
            SetHeader(left, Math.Max(letGoNs, timeNs), count);
            return;
        }

        var target = Shift(state, entry, records.Length, gone, place, EntryBytes + text.Length);
        SetHeader(target, letGoNs, count + 1);
        var made = target[(HeaderBytes + place - gone)..];
        MemoryMarshal.Write(made, timeNs);
        MemoryMarshal.Write(made[sizeof(long)..], (ushort)(text.Length | (isCut ? CutMark : 0)));
        text.CopyTo(made[EntryBytes..]);
    }

    /// <summary>What is wrong with a persisted section, or null.</summary>
    internal static string? Fault(ReadOnlySpan<byte> section)
    {
        if (section.Length < HeaderBytes)
            return string.Create(CultureInfo.InvariantCulture, $"has {section.Length} bytes, fewer than its header");
        var records = section[HeaderBytes..];
        var at = 0;
        var count = 0;
        var beforeNs = long.MinValue;
        while (at < records.Length)
        {
            if (records.Length - at < EntryBytes || Next(records, at) > records.Length)
                return string.Create(CultureInfo.InvariantCulture, $"ends inside entry {count}");
            if (TimeNs(records, at) < beforeNs)
                return string.Create(CultureInfo.InvariantCulture, $"is out of order at entry {count}");
            beforeNs = TimeNs(records, at);
            at = Next(records, at);
            count++;
        }

        var claimed = MemoryMarshal.Read<int>(section[8..]);
        return claimed == count ? null : string.Create(CultureInfo.InvariantCulture, $"claims {claimed} entries and has {count}");
    }

    internal static int Next(ReadOnlySpan<byte> records, int at) => at + EntryBytes + (Length(records, at) & ~CutMark);

    internal static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> records, int at) => records[(at + EntryBytes)..Next(records, at)];

    private static int Length(ReadOnlySpan<byte> records, int at) => MemoryMarshal.Read<ushort>(records[(at + sizeof(long))..]);

    private static long TimeNs(ReadOnlySpan<byte> records, int at) => MemoryMarshal.Read<long>(records[at..]);

    /// <summary>Takes <paramref name="gone"/> bytes off the front of the records and opens <paramref name="room"/> bytes at <paramref name="place"/> (counted before).</summary>
    private Span<byte> Shift(KeyedState state, int entry, int length, int gone, int place, int room)
    {
        var before = HeaderBytes + length;
        var after = before - gone + room;
        var section = state.Write(entry, Slot, Math.Max(before, after));
        var records = section.Slice(HeaderBytes);
        if (room == 0)
        {
            records[gone..length].CopyTo(records);
        }
        else if (room > gone)
        {
            records[place..length].CopyTo(records[(place - gone + room)..]);
            records[gone..place].CopyTo(records);
        }
        else
        {
            records[gone..place].CopyTo(records);
            records[place..length].CopyTo(records[(place - gone + room)..]);
        }

        return section.Length == after ? section : state.Write(entry, Slot, after);
    }

    private static void SetHeader(Span<byte> section, long letGoNs, int count)
    {
        MemoryMarshal.Write(section, letGoNs);
        MemoryMarshal.Write(section[8..], count);
    }
}
