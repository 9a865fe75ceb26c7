using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Times;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Dates;

/// <summary>
/// What follows <c>occurs</c>. An anchor is a moment or an interval (a day, a month). Moved by a distance, an interval stays one: 3 days before today is a day, and so is
/// a month before it.
/// Before an anchor means before its start and, with a distance, up to a moment itself; after means after its end, never the anchor itself.
/// </summary>
internal abstract class TimeRange
{
    /// <summary>Whether a moment lies in the range. An unknown anchor has nothing in its range.</summary>
    public abstract bool Contains(Evaluator e, long ns);

    /// <summary>Counts the most operations of <see cref="Contains"/>.</summary>
    public abstract void Cost(CostMeter meter);

    /// <summary>The moment or interval of an anchor; false when it is none.</summary>
    protected static bool TryAnchor(Evaluator e, Node anchor, out Value time) => Coercion.TryTime(anchor.Evaluate(e), out time);
}

/// <summary><c>&lt;= 7 days before now</c></summary>
internal sealed class OffsetRange(BinaryOperator comparison, long count, TimeUnit unit, TimeDirection direction, Node anchor) : TimeRange
{
    // Of a distance of fixed length from now, what a century of nanoseconds holds at most.
    private readonly long _fromNowNs =
        anchor is MomentNode { IsNow: true }
        && UtcCalendar.FixedNs(unit) is > 0 and var length
        && count <= 3_000_000_000_000_000_000 / length
            ? count * length
            : -1;

    public override bool Contains(Evaluator e, long ns)
    {
        var now = e.Input.NowNs;
        if (_fromNowNs >= 0 && Math.Abs(now) < 4_000_000_000_000_000_000)
            return direction == TimeDirection.Before ? BeforeMoment(ns, now - _fromNowNs, now) : AfterMoment(ns, now + _fromNowNs, now);
        if (!TryAnchor(e, anchor, out var time))
            return false;
        var distance = direction == TimeDirection.Before ? -count : count;
        if (time.Kind == ValueKind.Time)
        {
            var at = UtcCalendar.Shift(time.TimeNs, distance, unit);
            return direction == TimeDirection.Before ? BeforeMoment(ns, at, time.TimeNs) : AfterMoment(ns, at, time.TimeNs);
        }

        var (start, end) = UtcCalendar.Shift(time.TimeNs, time.EndNs, distance, unit);
        return direction == TimeDirection.Before ? BeforeInterval(ns, start, end, time.TimeNs) : AfterInterval(ns, start, end, time.EndNs);
    }

    private bool BeforeMoment(long ns, long at, long anchor) =>
        comparison switch
        {
            BinaryOperator.Less => ns > at && ns <= anchor,
            BinaryOperator.LessOrEqual => ns >= at && ns <= anchor,
            BinaryOperator.Greater => ns < at,
            BinaryOperator.GreaterOrEqual => ns <= at,
            BinaryOperator.Equal => ns == at,
            _ => ns != at,
        };

    private bool AfterMoment(long ns, long at, long anchor) =>
        comparison switch
        {
            BinaryOperator.Less => ns < at && ns > anchor,
            BinaryOperator.LessOrEqual => ns <= at && ns > anchor,
            BinaryOperator.Greater => ns > at,
            BinaryOperator.GreaterOrEqual => ns >= at,
            BinaryOperator.Equal => ns == at,
            _ => ns != at,
        };

    private bool BeforeInterval(long ns, long start, long end, long anchor) =>
        comparison switch
        {
            BinaryOperator.Less => ns >= end && ns < anchor,
            BinaryOperator.LessOrEqual => ns >= start && ns < anchor,
            BinaryOperator.Greater => ns < start,
            BinaryOperator.GreaterOrEqual => ns < end,
            BinaryOperator.Equal => ns >= start && ns < end,
            _ => ns < start || ns >= end,
        };

    private bool AfterInterval(long ns, long start, long end, long anchor) =>
        comparison switch
        {
            BinaryOperator.Less => ns < start && ns >= anchor,
            BinaryOperator.LessOrEqual => ns < end && ns >= anchor,
            BinaryOperator.Greater => ns >= end,
            BinaryOperator.GreaterOrEqual => ns >= start,
            BinaryOperator.Equal => ns >= start && ns < end,
            _ => ns < start || ns >= end,
        };

    public override void Cost(CostMeter meter)
    {
        anchor.Cost(meter);
    }
}

/// <summary><c>before today</c></summary>
internal sealed class SideRange(TimeDirection direction, Node anchor) : TimeRange
{
    public override bool Contains(Evaluator e, long ns)
    {
        if (!TryAnchor(e, anchor, out var time))
            return false;
        if (direction == TimeDirection.Before)
            return ns < time.TimeNs;
        return time.Kind == ValueKind.Interval ? ns >= time.EndNs : ns > time.TimeNs;
    }

    public override void Cost(CostMeter meter)
    {
        anchor.Cost(meter);
    }
}

/// <summary><c>on date(2017, 10, 1)</c></summary>
internal sealed class OnRange(Node anchor) : TimeRange
{
    public override bool Contains(Evaluator e, long ns)
    {
        if (!TryAnchor(e, anchor, out var time))
            return false;
        return time.Kind == ValueKind.Interval ? ns >= time.TimeNs && ns < time.EndNs : ns == time.TimeNs;
    }

    public override void Cost(CostMeter meter)
    {
        anchor.Cost(meter);
    }
}

/// <summary><c>between</c>, both ends included with all of their length.</summary>
internal sealed class BetweenRange(Node from, Node to) : TimeRange
{
    public override bool Contains(Evaluator e, long ns)
    {
        if (!TryAnchor(e, from, out var start) || !TryAnchor(e, to, out var end))
            return false;
        return ns >= start.TimeNs && (end.Kind == ValueKind.Interval ? ns < end.EndNs : ns <= end.TimeNs);
    }

    public override void Cost(CostMeter meter)
    {
        from.Cost(meter);
        to.Cost(meter);
    }
}

/// <summary><c>occurs</c>. False when the value is no time; of a list, one that lies in the range is enough.</summary>
internal sealed class OccursNode(Node target, TimeRange range) : TestNode
{
    public override bool Test(Evaluator e)
    {
        var value = target.Evaluate(e);
        if (value.Kind == ValueKind.Time)
            return range.Contains(e, value.TimeNs);
        if (value.Kind != ValueKind.List)
            return Coercion.TryTime(value, out var time) && range.Contains(e, time.TimeNs);
        for (var i = 0; i < value.Count && e.Step(); i++)
        {
            if (Coercion.TryTime(value.Item(i), out var item) && range.Contains(e, item.TimeNs))
                return true;
        }

        return false;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var value = target.Cost(meter);
        meter.Repeat(value.Count, () => range.Cost(meter));
        return meter.Scalar;
    }
}
