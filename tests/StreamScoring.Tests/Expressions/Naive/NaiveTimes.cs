using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Tests.Expressions.Naive;

/// <summary>The calendar and the ranges of <c>occurs</c>, by <see cref="DateTime"/>.</summary>
internal static class NaiveTimes
{
    public static NaiveTime Moment(RelativeMoment moment, TimeUnit? unit, DateTime now)
    {
        var today = now.Date;
        return moment switch
        {
            RelativeMoment.Now => new(now, null),
            RelativeMoment.Today => new(today, today.AddDays(1)),
            RelativeMoment.Yesterday => new(today.AddDays(-1), today),
            RelativeMoment.Tomorrow => new(today.AddDays(1), today.AddDays(2)),
            RelativeMoment.This => Around(now, unit!.Value, 0),
            RelativeMoment.Last => Around(now, unit!.Value, -1),
            _ => Around(now, unit!.Value, 1),
        };
    }

    public static DateTime Shift(DateTime time, long count, TimeUnit unit) =>
        unit switch
        {
            TimeUnit.Millisecond => time.AddTicks(count * TimeSpan.TicksPerMillisecond),
            TimeUnit.Second => time.AddTicks(count * TimeSpan.TicksPerSecond),
            TimeUnit.Minute => time.AddTicks(count * TimeSpan.TicksPerMinute),
            TimeUnit.Hour => time.AddTicks(count * TimeSpan.TicksPerHour),
            TimeUnit.Day => time.AddDays(count),
            TimeUnit.Week => time.AddDays(7 * count),
            TimeUnit.Month => time.AddMonths((int)count),
            TimeUnit.Year => time.AddYears((int)count),
            TimeUnit.Decade => time.AddYears(10 * (int)count),
            TimeUnit.Century => time.AddYears(100 * (int)count),
            _ => throw new ArgumentOutOfRangeException(nameof(unit)),
        };

    public static bool Contains(TimeRangeSyntax range, DateTime t, Func<SyntaxNode, NaiveTime?> anchor)
    {
        switch (range)
        {
            case OnRangeSyntax on:
                return anchor(on.Anchor) is { } at && (at.End is { } end ? t >= at.Start && t < end : t == at.Start);
            case BetweenRangeSyntax between:
                return anchor(between.From) is { } from
                    && anchor(between.To) is { } to
                    && t >= from.Start
                    && (to.End is { } last ? t < last : t <= to.Start);
            case SideRangeSyntax side:
                return anchor(side.Anchor) is { } limit
                    && (
                        side.Direction == TimeDirection.Before ? t < limit.Start
                        : limit.End is { } over ? t >= over
                        : t > limit.Start
                    );
            case OffsetRangeSyntax offset:
                return anchor(offset.Anchor) is { } origin && Offset(offset, t, origin);
            default:
                throw new InvalidOperationException();
        }
    }

    private static bool Offset(OffsetRangeSyntax offset, DateTime t, NaiveTime origin)
    {
        var before = offset.Direction == TimeDirection.Before;
        var count = before ? -offset.Distance.Count : offset.Distance.Count;
        var first = Shift(origin.Start, count, offset.Distance.Unit);
        // Of an interval, the moment one tick before its end stands for the last that belongs to it.
        var last = origin.End is { } end ? Last(origin.Start, end, first, count, offset.Distance.Unit).AddTicks(-1) : first;
        var isOnSide = before
            ? (origin.End is null ? t <= origin.Start : t < origin.Start)
            : (origin.End is { } over ? t >= over : t > origin.Start);
        var isExact = t >= first && t <= last;
        var isBeyond = before ? t < first : t > last;
        return offset.Comparison switch
        {
            BinaryOperator.Equal => isExact,
            BinaryOperator.NotEqual => !isExact,
            BinaryOperator.Less => isOnSide && !isExact && !isBeyond,
            BinaryOperator.LessOrEqual => isOnSide && !isBeyond,
            BinaryOperator.Greater => isBeyond,
            _ => isBeyond || isExact,
        };
    }

    // The end of a moved interval. A day, week or hour moved by months is as long as before; months and years become months and years.
    private static DateTime Last(DateTime start, DateTime end, DateTime first, long count, TimeUnit unit) =>
        unit < TimeUnit.Month || end - start >= TimeSpan.FromDays(28) ? Shift(end, count, unit) : first + (end - start);

    private static NaiveTime Around(DateTime now, TimeUnit unit, int steps)
    {
        var start = unit switch
        {
            TimeUnit.Millisecond => new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc),
            TimeUnit.Second => new DateTime(now.Year, now.Month, now.Day, now.Hour, now.Minute, now.Second, DateTimeKind.Utc),
            TimeUnit.Minute => new DateTime(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, DateTimeKind.Utc),
            TimeUnit.Hour => new DateTime(now.Year, now.Month, now.Day, now.Hour, 0, 0, DateTimeKind.Utc),
            TimeUnit.Day => now.Date,
            TimeUnit.Week => now.Date.AddDays(-(((int)now.DayOfWeek + 6) % 7)),
            TimeUnit.Month => new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc),
            TimeUnit.Year => new DateTime(now.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            TimeUnit.Decade => new DateTime(now.Year - (now.Year % 10), 1, 1, 0, 0, 0, DateTimeKind.Utc),
            _ => new DateTime(now.Year - (now.Year % 100), 1, 1, 0, 0, 0, DateTimeKind.Utc),
        };
        return new(Shift(start, steps, unit), Shift(start, steps + 1, unit));
    }
}
