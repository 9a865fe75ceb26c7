using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Lists;

/// <summary><c>in</c> and <c>notIn</c>: neither is true when either side is null. Of a list on the left, one item is enough.</summary>
internal sealed class InNode(Node left, Node right, bool isIn) : TestNode
{
    public override bool Test(Evaluator e)
    {
        var value = left.Evaluate(e);
        return !value.IsNull && Test(e, value, right.Evaluate(e), isIn);
    }

    /// <summary>Whether a value that is not null is in a list.</summary>
    public static bool Test(Evaluator e, in Value value, in Value list, bool isIn)
    {
        if (list.IsNull)
            return false;
        if (value.Kind != ValueKind.List)
            return Sets.Contains(e, list, value) == isIn && !e.OutOfSteps;
        for (var i = 0; i < value.Count && e.Step(); i++)
        {
            if (value.Item(i) is { IsNull: false } item && Sets.Contains(e, list, item) == isIn)
                return true;
        }

        return false;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var (value, list) = (left.Cost(meter), right.Cost(meter));
        meter.Add(value.Count);
        meter.Compare(list, value, value.Count);
        return meter.Scalar;
    }
}

/// <summary><c>includes</c></summary>
internal sealed class IncludesNode(Node target, Node item) : TestNode
{
    public override bool Test(Evaluator e)
    {
        var list = target.Evaluate(e);
        return !list.IsNull && item.Evaluate(e) is { IsNull: false } value && Sets.Contains(e, list, value);
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        meter.Compare(target.Cost(meter), item.Cost(meter));
        return meter.Scalar;
    }
}

/// <summary>How two lists relate.</summary>
internal enum SetRelation : byte
{
    Intersects,
    SubsetOf,
    SupersetOf,
}

/// <summary><c>intersects</c>, <c>subsetOf</c>, <c>supersetOf</c>: false when either is null.</summary>
internal sealed class SetRelationNode(Node target, SetRelation relation, Node other) : TestNode
{
    public override bool Test(Evaluator e)
    {
        var left = target.Evaluate(e);
        if (left.IsNull || other.Evaluate(e) is not { IsNull: false } right)
            return false;
        var (some, all) = relation == SetRelation.SupersetOf ? (right, left) : (left, right);
        var items = new Items(some);
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            var found = items[i] is { IsNull: false } item && Sets.Contains(e, all, item);
            if (found == (relation == SetRelation.Intersects))
                return found;
        }

        return relation != SetRelation.Intersects && !e.OutOfSteps;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var (one, two) = (target.Cost(meter), other.Cost(meter));
        meter.Add(Saturating.Plus(one.Count, two.Count));
        meter.Compare(one, two, Math.Max(one.Count, two.Count));
        return meter.Scalar;
    }
}

/// <summary><c>intersection</c>: the items of the first list that the second has too, each once; null when there are none.</summary>
internal sealed class IntersectionNode(Node target, Node other) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var left = target.Evaluate(e);
        if (left.IsNull || other.Evaluate(e) is not { IsNull: false } right)
            return default;
        var items = new Items(left);
        var begin = e.Arena.Begin();
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            if (items[i] is { IsNull: false } item && Sets.Contains(e, right, item) && !IsThere(e, begin, item))
                e.Arena.Add(item);
        }

        var list = e.Arena.EndList(begin);
        return list.Count > 0 ? list : default;
    }

    private static bool IsThere(Evaluator e, int begin, in Value value)
    {
        foreach (ref readonly var other in e.Arena.Collected(begin))
        {
            if (!e.Step() || Comparison.AreEqual(e, other, value))
                return true;
        }

        return false;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var (one, two) = (target.Cost(meter), other.Cost(meter));
        meter.Add(one.Count);
        meter.Compare(one, two, one.Count);
        meter.Compare(one, one, one.Count);
        return Extent.List(one.Count, one.Item);
    }
}

/// <summary>Membership.</summary>
internal static class Sets
{
    /// <summary>Whether a list (or a single value as one) has an item equal to a value that is not null.</summary>
    public static bool Contains(Evaluator e, in Value list, in Value value)
    {
        var items = new Items(list);
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            if (items[i] is { IsNull: false } item && Comparison.AreEqual(e, item, value))
                return true;
        }

        return false;
    }
}

/// <summary><c>in</c> a list of constant texts, by hash when there are many.</summary>
internal sealed class InTextsNode(Node left, byte[][] texts, Value list, bool isIn) : TestNode
{
    private readonly Utf8Set _set = new(texts);

    public override bool Test(Evaluator e)
    {
        var value = left.Evaluate(e);
        if (value.Kind != ValueKind.Text)
            return !value.IsNull && InNode.Test(e, value, list, isIn);
        return (value.Utf8.Length < 64 || e.Step(value.Utf8.Length >> 6)) && _set.Contains(value.Utf8) == isIn;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var value = left.Cost(meter);
        meter.AddText(value.TextBytes);
        meter.Add(value.Count);
        meter.Compare(value, Extent.List(texts.Length, meter.Scalar), value.Count);
        return meter.Scalar;
    }
}
