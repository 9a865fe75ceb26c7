using System.Globalization;
using System.Runtime.InteropServices;
using StreamScoring.State;

namespace StreamScoring.Decisioning.History;

/// <summary>
/// The section of a key's stored events: the newest time let go (8 bytes, the smallest number when none was), the newest time that entered (8), where the first record
/// stands, the bytes of all, and their number (4 each); then the records in order of arrival, with free room before and behind, so that appending moves nothing most of
/// the time.
/// </summary>
internal static class EventSection
{
    public const int HeaderBytes = 28;
    private const int LeastBytes = 256;

    public static long LetGoNs(ReadOnlySpan<byte> section) => section.IsEmpty ? long.MinValue : MemoryMarshal.Read<long>(section);

    public static int Count(ReadOnlySpan<byte> section) => section.IsEmpty ? 0 : MemoryMarshal.Read<int>(section[24..]);

    /// <summary>The records, in order.</summary>
    public static ReadOnlySpan<byte> Records(ReadOnlySpan<byte> section) =>
        section.IsEmpty ? default : section.Slice(HeaderBytes + First(section), Used(section));

    /// <summary>Puts a record behind the others and lets go of what is too old or too much from the front.</summary>
    public static void Append(KeyedState state, int entry, int slot, ReadOnlySpan<byte> record, HistorySpec spec, HistoryLimits limits)
    {
        var section = state.Read(entry, slot);
        var timeNs = TimeNs(record);
        var newestNs = section.IsEmpty ? timeNs : Math.Max(timeNs, MemoryMarshal.Read<long>(section[8..]));
        var keptNs = Before(Before(newestNs, spec.WindowNs), state.Limits.AllowedLatenessNs);
        var letGoNs = LetGoNs(section);
        var (first, used, count) = section.IsEmpty ? (0, 0, 0) : (First(section), Used(section), Count(section));
        var records = Records(section);
        var isStored = timeNs >= keptNs && record.Length <= limits.MaxBytes;
        var gone = 0;
        while (
            gone < used
            && (
                TimeNs(records[gone..]) < keptNs
                || (isStored && (count >= limits.MaxEvents || used - gone + record.Length > limits.MaxBytes))
            )
        )
        {
            letGoNs = Math.Max(letGoNs, TimeNs(records[gone..]));
            gone += Length(records[gone..]);
            count--;
        }

        (first, used) = (first + gone, used - gone);
        if (!isStored)
        {
            SetHeader(
                state.Write(entry, slot, Math.Max(section.Length, HeaderBytes)),
                Math.Max(letGoNs, timeNs),
                newestNs,
                first,
                used,
                count
            );
            return;
        }

        var target = Reserve(state, entry, slot, section.Length, record.Length, ref first, used);
        record.CopyTo(target[(HeaderBytes + first + used)..]);
        SetHeader(target, letGoNs, newestNs, first, used + record.Length, count + 1);
    }

    /// <summary>What is wrong with a persisted section, or null.</summary>
    public static string? Fault(ReadOnlySpan<byte> section, RecordFormat format)
    {
        if (section.Length < HeaderBytes)
            return string.Create(CultureInfo.InvariantCulture, $"has {section.Length} bytes, fewer than its header");
        if (First(section) < 0 || Used(section) < 0 || (long)First(section) + Used(section) > section.Length - HeaderBytes)
            return string.Create(CultureInfo.InvariantCulture, $"claims {Used(section)} bytes of records from {First(section)}");
        var records = Records(section);
        var count = 0;
        for (var at = 0; at < records.Length; count++)
        {
            var left = records.Length - at;
            if (left < RecordFormat.BitsAt || Length(records[at..]) < RecordFormat.BitsAt || Length(records[at..]) > left)
                return string.Create(CultureInfo.InvariantCulture, $"ends inside record {count}");
            if (!format.IsSound(records.Slice(at, Length(records[at..]))))
                return string.Create(CultureInfo.InvariantCulture, $"has a broken record {count}");
            at += Length(records[at..]);
        }

        return Count(section) == count
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"claims {Count(section)} records and has {count}");
    }

    public static int Length(ReadOnlySpan<byte> record) => MemoryMarshal.Read<int>(record);

    public static long TimeNs(ReadOnlySpan<byte> record) => MemoryMarshal.Read<long>(record[RecordFormat.TimeAt..]);

    private static int First(ReadOnlySpan<byte> section) => MemoryMarshal.Read<int>(section[16..]);

    private static int Used(ReadOnlySpan<byte> section) => MemoryMarshal.Read<int>(section[20..]);

    /// <summary>Makes room behind the last record: by moving the records to the front, by growing by a quarter, or, when most is free, by shrinking.</summary>
    private static Span<byte> Reserve(KeyedState state, int entry, int slot, int length, int record, ref int first, int used)
    {
        var capacity = Math.Max(0, length - HeaderBytes);
        var wanted = used + record;
        var mayShrink = capacity > 4 * LeastBytes && wanted * 4 < capacity;
        if (first + wanted <= capacity && !mayShrink)
            return state.Write(entry, slot, length);
        var grown = Math.Max(LeastBytes, wanted + (wanted / 4));
        if (length == 0)
            return state.Write(entry, slot, HeaderBytes + grown);
        // Moving pays when it frees a quarter at least; otherwise it would come again with the next record.
        var moves = mayShrink || (wanted <= capacity && first * 4 >= capacity);
        var section = state.Write(entry, slot, moves ? length : Math.Max(length, HeaderBytes + first + grown));
        if (!moves)
            return section;
        section.Slice(HeaderBytes + first, used).CopyTo(section[HeaderBytes..]);
        first = 0;
        return mayShrink ? state.Write(entry, slot, HeaderBytes + Math.Max(LeastBytes, wanted * 2)) : section;
    }

    private static void SetHeader(Span<byte> section, long letGoNs, long newestNs, int first, int used, int count)
    {
        MemoryMarshal.Write(section, letGoNs);
        MemoryMarshal.Write(section[8..], newestNs);
        MemoryMarshal.Write(section[16..], first);
        MemoryMarshal.Write(section[20..], used);
        MemoryMarshal.Write(section[24..], count);
    }

    private static long Before(long timeNs, long spanNs) => timeNs < long.MinValue + spanNs ? long.MinValue : timeNs - spanNs;
}
