using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Times;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Dates;

/// <summary><c>now</c>, <c>today</c>, <c>last month</c>.</summary>
internal sealed class MomentNode(RelativeMoment moment, TimeUnit unit) : Node
{
    public bool IsNow => moment == RelativeMoment.Now;

    public override Value Evaluate(Evaluator e)
    {
        if (moment == RelativeMoment.Now)
            return Value.Time(e.Input.NowNs);
        var (start, end) = UtcCalendar.UnitOf(e.Input.NowNs, unit);
        return moment switch
        {
            RelativeMoment.Yesterday or RelativeMoment.Last => Value.Interval(UtcCalendar.Shift(start, -1, unit), start),
            RelativeMoment.Tomorrow or RelativeMoment.Next => Value.Interval(end, UtcCalendar.Shift(end, 1, unit)),
            _ => Value.Interval(start, end),
        };
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return meter.Scalar;
    }
}

/// <summary><c>date(year, month, day)</c>: a day; null when there is no such day.</summary>
internal sealed class DateNode(Node year, Node month, Node day) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        if (!Whole(year.Evaluate(e), out var y) || !Whole(month.Evaluate(e), out var m) || !Whole(day.Evaluate(e), out var d))
            return default;
        return UtcCalendar.DayStart(y, m, d) is { } start ? Value.Interval(start, UtcCalendar.Shift(start, 1, TimeUnit.Day)) : default;
    }

    private static bool Whole(in Value value, out long whole)
    {
        whole = 0;
        if (!Coercion.TryNumber(value, out var number) || number != Math.Floor(number) || Math.Abs(number) > 1e6)
            return false;
        whole = (long)number;
        return true;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        year.Cost(meter);
        month.Cost(meter);
        day.Cost(meter);
        return meter.Scalar;
    }
}

/// <summary>The moment at which a time begins: that by which a chain puts an event in order, also when the event only says the day.</summary>
internal sealed class StartNode(Node target) : Node
{
    public override Value Evaluate(Evaluator e) => Coercion.TryTime(target.Evaluate(e), out var time) ? Value.Time(time.TimeNs) : default;

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        target.Cost(meter);
        return meter.Scalar;
    }
}

/// <summary>A part of a date.</summary>
internal enum DatePart : byte
{
    Year,
    Month,
    DayOfMonth,
}

/// <summary><c>getMonth</c> and its like, in UTC; <c>currentMonth</c> is that of now.</summary>
internal sealed class DatePartNode(DatePart part, Node target) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        if (!Coercion.TryTime(target.Evaluate(e), out var time))
            return default;
        var date = UtcCalendar.At(time.TimeNs);
        return Value.Of(
            (long)(
                part switch
                {
                    DatePart.Year => date.Year,
                    DatePart.Month => date.Month,
                    _ => date.Day,
                }
            )
        );
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        target.Cost(meter);
        return meter.Scalar;
    }
}
