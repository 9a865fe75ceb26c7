namespace StreamScoring.Events.Xdm;

/// <summary>
/// Times as XDM writes them, to ns since 1970-01-01T00:00:00Z. Readable is what lies in the years 1677 to 2262, as in pandas' datetime64[ns]
/// (whose lowest value means "not a time" and is not readable either).
/// </summary>
public static class XdmTime
{
    private const long NsPerSecond = 1_000_000_000;
    private const long NsPerMillisecond = 1_000_000;

    /// <summary>
    /// Reads an RFC 3339 date-time: <c>2018-11-05T18:13:02.5-08:00</c>, <c>T</c> and <c>Z</c> in either case, seconds and offset never left out. Digits of a
    /// fraction beyond the ninth are dropped. A leap second (23:59:60 UTC) reads as the second before it, since epoch time has none.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':')
            return false;
        var year = (Two(text, 0) * 100) + Two(text, 2);
        var (month, day) = (Two(text, 5), Two(text, 8));
        var (hour, minute, second) = (Two(text, 11), Two(text, 14), Two(text, 17));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
            return false;
        var at = 19;
        if (!TryFraction(text, ref at, out var fractionNs) || !TryOffset(text[at..], out var offsetMinutes))
            return false;
        var minutes = (((DaysSinceEpoch(year, month, day) * 24) + hour) * 60) + minute - offsetMinutes;
        if (second == 60)
        {
            if (minutes % 1440 is not (1439 or -1))
                return false;
            second = 59;
        }

        return TryCombine((minutes * 60) + second, fractionNs, out ns);
    }

    /// <summary>Reads ms since the epoch.</summary>
    public static bool TryFromEpochMs(long ms, out long ns)
    {
        ns = 0;
        if (ms is > long.MaxValue / NsPerMillisecond or < long.MinValue / NsPerMillisecond)
            return false;
        ns = ms * NsPerMillisecond;
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, ref int at, out int ns)
    {
        ns = 0;
        if (text[at] != '.')
            return true;
        var scale = (int)NsPerSecond;
        var first = ++at;
        for (; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            scale /= 10;
            ns += (text[at] - '0') * scale;
        }

        return at > first;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
            return (text[0] | 0x20) == 'z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
            return false;
        var (hour, minute) = (Two(text, 1), Two(text, 4));
        if (hour is < 0 or > 23 || minute is < 0 or > 59)
            return false;
        minutes = (hour * 60) + minute;
        minutes = text[0] == '-' ? -minutes : minutes;
        return true;
    }

    private static bool TryCombine(long seconds, int fractionNs, out long ns)
    {
        // Computed wide, because the lowest second of the range begins before it.
        var wide = ((Int128)seconds * NsPerSecond) + fractionNs;
        ns = 0;
        if (wide > long.MaxValue || wide <= long.MinValue)
            return false;
        ns = (long)wide;
        return true;
    }

    /// <summary>Two digits, or so far below zero that no sum with another pair is a valid field.</summary>
    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        var (tens, ones) = ((uint)(text[at] - '0'), (uint)(text[at + 1] - '0'));
        return tens <= 9 && ones <= 9 ? (int)((tens * 10) + ones) : -100_000;
    }

    /// <summary>Days from 1970-01-01 in the proleptic Gregorian calendar; years begin in March so that the leap day comes last.</summary>
    private static long DaysSinceEpoch(int year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year;
        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        return (365L * y) + (y / 4) - (y / 100) + (y / 400) + dayOfYear - 719_468;
    }
}
