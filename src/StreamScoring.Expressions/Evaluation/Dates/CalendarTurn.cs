using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Times;

namespace StreamScoring.Expressions.Evaluation.Dates;

/// <summary>When a moment comes to lie elsewhere of <c>now</c> moved by months or years.</summary>
internal static class CalendarTurn
{
    private const long DayNs = 86_400_000_000_000;

    // A month moved by months may gain or lose three days at its end, and a day more for the time of day.
    private const long SlackNs = 5 * DayNs;

    /// <summary>Notes the next turn, or an earlier moment at which to look again.</summary>
    public static void Note(Evaluator e, long ns, long distance, TimeUnit unit)
    {
        var now = e.Input.NowNs;
        var about = UtcCalendar.Shift(ns, -distance, unit);
        if (about is < long.MinValue + (4 * SlackNs) or > long.MaxValue - (4 * SlackNs) || now > about + SlackNs)
            return;
        if (now < about - SlackNs)
        {
            e.Until(about - SlackNs);
            return;
        }

        // Within one UTC day, moving keeps the time of day: there the turn is exact. Across days it is not even monotonous: 29 March 10:00 less a month lies behind
        // 30 March 9:00 less a month.
        var (start, end) = UtcCalendar.UnitOf(now, TimeUnit.Day);
        e.Crossing(start + (ns - UtcCalendar.Shift(start, distance, unit)));
        e.Until(end);
    }
}
