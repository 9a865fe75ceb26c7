using System.Globalization;
using System.Runtime.InteropServices;

namespace StreamScoring.State.Versions;

/// <summary>
/// The section of a row's versions: before which moment versions were let go because there were too many (8 bytes, the smallest number when none were), how many there
/// are (4); then per version, in ascending order of time, its time (8), the length of its value (4; -1 for a deletion) and the value.
/// </summary>
internal static class VersionSection
{
    public const string Kind = "versions";
    public const int HeaderBytes = 12;
    public const int EntryBytes = 12;
    public const int Deleted = -1;

    public static long LetGoNs(ReadOnlySpan<byte> section) => MemoryMarshal.Read<long>(section);

    public static int Count(ReadOnlySpan<byte> section) => MemoryMarshal.Read<int>(section[8..]);

    public static long TimeNs(ReadOnlySpan<byte> section, int at) => MemoryMarshal.Read<long>(section[at..]);

    public static bool IsDeleted(ReadOnlySpan<byte> section, int at) => Length(section, at) == Deleted;

    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> section, int at) =>
        section.Slice(at + EntryBytes, Math.Max(0, Length(section, at)));

    public static int Next(ReadOnlySpan<byte> section, int at) => at + EntryBytes + Math.Max(0, Length(section, at));

    /// <summary>Where the newest version stands.</summary>
    public static int Newest(ReadOnlySpan<byte> section)
    {
        var at = HeaderBytes;
        for (var next = Next(section, at); next < section.Length; next = Next(section, at))
            at = next;
        return at;
    }

    /// <summary>Where the version stands that is valid at a moment; -1 when all are newer.</summary>
    public static int AsOf(ReadOnlySpan<byte> section, long timeNs)
    {
        var found = -1;
        for (var at = HeaderBytes; at < section.Length && TimeNs(section, at) <= timeNs; at = Next(section, at))
            found = at;
        return found;
    }

    public static void SetHeader(Span<byte> section, long letGoNs, int count)
    {
        MemoryMarshal.Write(section, letGoNs);
        MemoryMarshal.Write(section[8..], count);
    }

    public static void Set(Span<byte> section, int at, long timeNs, ReadOnlySpan<byte> value, bool isDeleted)
    {
        MemoryMarshal.Write(section[at..], timeNs);
        MemoryMarshal.Write(section[(at + 8)..], isDeleted ? Deleted : value.Length);
        value.CopyTo(section[(at + EntryBytes)..]);
    }

    /// <summary>What is wrong with a persisted section, or null.</summary>
    public static string? Fault(ReadOnlySpan<byte> section)
    {
        if (section.Length < HeaderBytes + EntryBytes)
            return string.Create(CultureInfo.InvariantCulture, $"has {section.Length} bytes, fewer than one version takes");
        var (at, count, beforeNs) = (HeaderBytes, 0, long.MinValue);
        for (; at < section.Length; count++)
        {
            if (section.Length - at < EntryBytes || Length(section, at) < Deleted || Length(section, at) > section.Length - at - EntryBytes)
                return string.Create(CultureInfo.InvariantCulture, $"ends inside version {count}");
            if (count > 0 && TimeNs(section, at) <= beforeNs)
                return string.Create(CultureInfo.InvariantCulture, $"is out of order at version {count}");
            beforeNs = TimeNs(section, at);
            at = Next(section, at);
        }

        return Count(section) == count
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"claims {Count(section)} versions and has {count}");
    }

    private static int Length(ReadOnlySpan<byte> section, int at) => MemoryMarshal.Read<int>(section[(at + 8)..]);
}
