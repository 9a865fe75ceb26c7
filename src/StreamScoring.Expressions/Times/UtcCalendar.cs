using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Times;

/// <summary>The UTC calendar over ns since the epoch. What leaves the years 1677 to 2262 sticks to their ends.</summary>
internal static class UtcCalendar
{
    private const long NsPerTick = 100;
    private static readonly DateTime Lowest = DateTime.UnixEpoch.AddTicks(long.MinValue / NsPerTick);
    private static readonly DateTime Highest = DateTime.UnixEpoch.AddTicks(long.MaxValue / NsPerTick);

    /// <summary>The length of a unit that has one; 0 for months and longer.</summary>
    public static long FixedNs(TimeUnit unit) =>
        unit switch
        {
            TimeUnit.Millisecond => 1_000_000,
            TimeUnit.Second => 1_000_000_000,
            TimeUnit.Minute => 60_000_000_000,
            TimeUnit.Hour => 3_600_000_000_000,
            TimeUnit.Day => 86_400_000_000_000,
            TimeUnit.Week => 604_800_000_000_000,
            _ => 0,
        };

    /// <summary>Months in a unit of months; 0 for weeks and shorter.</summary>
    public static int Months(TimeUnit unit) =>
        unit switch
        {
            TimeUnit.Month => 1,
            TimeUnit.Year => 12,
            TimeUnit.Decade => 120,
            TimeUnit.Century => 1_200,
            TimeUnit.Millennium => 12_000,
            _ => 0,
        };

    /// <summary>A moment moved by a number of units. Months keep the day where the month has it, else take the last: 31 March less a month is 28 February.</summary>
    public static long Shift(long ns, long count, TimeUnit unit)
    {
        var wide = (Int128)count * FixedNs(unit);
        if (Months(unit) is not (> 0 and var months))
            return Clamp(ns + wide);
        // Far more than the range of ns; bounded so that the product stays an int.
        var total = (int)Math.Clamp(count, -10_000, 10_000) * months;
        var time = At(ns);
        return (time.Year + (total / 12)) switch
        {
            > 2_263 => long.MaxValue,
            < 1_676 => long.MinValue,
            _ => Clamp(
                ((Int128)(time.AddMonths(total) - DateTime.UnixEpoch).Ticks * NsPerTick) + (((ns % NsPerTick) + NsPerTick) % NsPerTick)
            ),
        };
    }

    /// <summary>
    /// An interval moved by a number of units. By months, whole months move to whole months; any other interval keeps its length, so that a month before 30 March is the
    /// whole of 28 February.
    /// </summary>
    public static (long StartNs, long EndNs) Shift(long startNs, long endNs, long count, TimeUnit unit)
    {
        var start = Shift(startNs, count, unit);
        if (Months(unit) == 0 || (IsMonthStart(startNs) && IsMonthStart(endNs)))
            return (start, Shift(endNs, count, unit));
        return (start, Clamp((Int128)start + endNs - startNs));
    }

    /// <summary>The start of a day; null when there is no such day, or it is out of range.</summary>
    public static long? DayStart(long year, long month, long day)
    {
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth((int)year, (int)month))
            return null;
        var time = new DateTime((int)year, (int)month, (int)day, 0, 0, 0, DateTimeKind.Utc);
        return time < Lowest || time > Highest ? null : (time - DateTime.UnixEpoch).Ticks * NsPerTick;
    }

    /// <summary>The calendar unit that a moment lies in.</summary>
    public static (long StartNs, long EndNs) UnitOf(long ns, TimeUnit unit)
    {
        var start = StartOf(ns, unit);
        return (start, Shift(start, 1, unit));
    }

    /// <summary>The year, month and day of a moment.</summary>
    public static DateTime At(long ns)
    {
        var ticks = Math.DivRem(ns, NsPerTick, out var rest);
        return DateTime.UnixEpoch.AddTicks(rest < 0 ? ticks - 1 : ticks);
    }

    // The ends of the calendar count as such, so that what sticks there goes on doing so.
    private static bool IsMonthStart(long ns) =>
        ns is long.MinValue or long.MaxValue || (At(ns) is { Day: 1, TimeOfDay.Ticks: 0 } && ns % NsPerTick == 0);

    private static long StartOf(long ns, TimeUnit unit)
    {
        if (unit == TimeUnit.Week)
        {
            // 1970-01-05 was a Monday.
            const long Monday = 4 * 86_400_000_000_000;
            return Floor(ns, FixedNs(unit), Monday);
        }

        if (FixedNs(unit) is > 0 and var length)
            return Floor(ns, length, 0);
        var time = At(ns);
        var year = unit switch
        {
            TimeUnit.Decade => time.Year / 10 * 10,
            TimeUnit.Century => time.Year / 100 * 100,
            TimeUnit.Millennium => time.Year / 1000 * 1000,
            _ => time.Year,
        };
        return DayStart(Math.Max(1, year), unit == TimeUnit.Month ? time.Month : 1, 1) ?? long.MinValue;
    }

    private static long Floor(long ns, long length, long origin)
    {
        var past = (Int128)ns - origin;
        var rest = past % length;
        return Clamp(ns - (rest < 0 ? rest + length : rest));
    }

    private static long Clamp(Int128 ns) =>
        ns > long.MaxValue ? long.MaxValue
        : ns < long.MinValue ? long.MinValue
        : (long)ns;
}
