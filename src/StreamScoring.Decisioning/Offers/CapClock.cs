using StreamScoring.Decisioning.RuleSets;

namespace StreamScoring.Decisioning.Offers;

/// <summary>Where the periods of caps begin, in UTC.</summary>
internal static class CapClock
{
    private const long DayNs = 86_400_000_000_000;
    private const long WeekNs = 7 * DayNs;

    // 1970-01-05 was a Monday.
    private const long MondayNs = 4 * DayNs;

    /// <summary>The first moment that counts at <paramref name="nowNs"/>. Of a rolling period what is exactly as old as the period is long counts no more.</summary>
    public static long StartNs(CapPeriod period, long rollingNs, long nowNs) =>
        period switch
        {
            CapPeriod.Ever => 0,
            CapPeriod.Day => Floor(nowNs, DayNs, 0),
            CapPeriod.Week => Floor(nowNs, WeekNs, MondayNs),
            CapPeriod.Month => MonthNs(nowNs),
            _ => nowNs < long.MinValue + rollingNs ? long.MinValue : nowNs - rollingNs + 1,
        };

    private static long MonthNs(long nowNs)
    {
        var day = DateTime.UnixEpoch.AddDays(Floor(nowNs, DayNs, 0) / DayNs);
        return Floor(nowNs, DayNs, 0) - ((day.Day - 1) * DayNs);
    }

    private static long Floor(long ns, long lengthNs, long originNs)
    {
        var rest = (ns - originNs) % lengthNs;
        return ns - (rest < 0 ? rest + lengthNs : rest);
    }
}
