using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Lists;

/// <summary>Gathers numbers in order of appearance, plain left to right in binary64; integers stay exact as long as they fit.</summary>
internal struct Accumulator(AggregateKind kind)
{
    private double _sum;
    private long _exact;
    private bool _isExact = true;
    private long _count;
    private Value _extreme;

    /// <summary>Takes a value; what is null or no number is left out, except that anything not null counts.</summary>
    public void Add(in Value value)
    {
        if (value.IsNull)
            return;
        if (kind == AggregateKind.Count)
        {
            _count++;
            return;
        }

        var number = value.Kind == ValueKind.Text ? Coercion.NumberOf(value.Utf8) : value;
        if (kind is AggregateKind.Min or AggregateKind.Max)
        {
            TakeExtreme(number.IsNull ? value : number);
            return;
        }

        if (!Coercion.TryNumber(number, out var binary))
            return;
        _count++;
        _sum += binary;
        var wide = number.Kind == ValueKind.Integer ? (Int128)_exact + number.Integer : 0;
        _isExact &= number.Kind == ValueKind.Integer && wide <= long.MaxValue && wide >= long.MinValue;
        _exact = (long)wide;
    }

    /// <summary>What they come to.</summary>
    public readonly Value Result =>
        kind switch
        {
            AggregateKind.Count => Value.Of(_count),
            AggregateKind.Sum => _isExact ? Value.Of(_exact) : Value.Of(_sum),
            AggregateKind.Average => _count == 0 ? default : Value.Of((_isExact ? _exact : _sum) / _count),
            _ => _extreme,
        };

    // Times have an order too: the first or last purchase.
    private void TakeExtreme(in Value value)
    {
        var candidate = value;
        if (value.Kind == ValueKind.Text && !Coercion.TryTime(value, out candidate))
            return;
        if (candidate.Kind is not (ValueKind.Integer or ValueKind.Number or ValueKind.Time or ValueKind.Interval))
            return;
        if (
            _extreme.IsNull
            || (Comparison.TryOrder(candidate, _extreme, out var order) && (kind == AggregateKind.Min ? order < 0 : order > 0))
        )
            _extreme = candidate;
    }
}

/// <summary><c>sum(expression)</c> and its like over a list; without an expression over the items themselves.</summary>
internal sealed class AggregateNode(AggregateKind kind, Node target, int slot, Node? body) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var items = new Items(target.Evaluate(e));
        var accumulator = new Accumulator(kind);
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            if (body is null)
            {
                accumulator.Add(items[i]);
                continue;
            }

            e.Slots[slot] = items[i];
            accumulator.Add(body.Evaluate(e));
        }

        return accumulator.Result;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var list = target.Cost(meter);
        if (body is null)
            meter.Add(list.Count);
        else
            meter.Each(list, slot, body);
        return meter.Scalar;
    }
}

/// <summary><c>count()</c>: how many items, nulls too.</summary>
internal sealed class CountNode(Node target) : Node
{
    public override Value Evaluate(Evaluator e) => Value.Of((long)new Items(target.Evaluate(e)).Count);

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        target.Cost(meter);
        return meter.Scalar;
    }
}

/// <summary><c>list[condition].count()</c> without making the list.</summary>
internal sealed class CountIfNode(Node target, int slot, Node condition) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var items = new Items(target.Evaluate(e));
        var count = 0L;
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            e.Slots[slot] = items[i];
            count += condition.Test(e) ? 1 : 0;
        }

        return Value.Of(count);
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        meter.Each(target.Cost(meter), slot, condition);
        return meter.Scalar;
    }
}

/// <summary><c>exists(condition)</c></summary>
internal sealed class ExistsNode(Node target, int slot, Node condition, bool forAll) : TestNode
{
    public override bool Test(Evaluator e)
    {
        var items = new Items(target.Evaluate(e));
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            e.Slots[slot] = items[i];
            if (condition.Test(e) != forAll)
                return !forAll;
        }

        return forAll && !e.OutOfSteps;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        meter.Each(target.Cost(meter), slot, condition);
        return meter.Scalar;
    }
}
