using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Lists;

/// <summary><c>[a, b, c]</c></summary>
internal sealed class ListNode(Node[] items) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var begin = e.Arena.Begin();
        foreach (var item in items)
            e.Arena.Add(item.Evaluate(e));
        return e.Arena.EndList(begin);
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        Extent? item = null;
        foreach (var node in items)
        {
            var next = node.Cost(meter);
            item = item is null ? next : Extent.Larger(item, next);
        }

        return Extent.List(items.Length, item ?? meter.Scalar);
    }
}

/// <summary>A list of constants that was made at plan time.</summary>
internal sealed class ConstantList(Value[] items) : ValueSource
{
    public Value List => Value.List(this, 0, items.Length);

    public override Value Item(in Value list, int index) => items[index];

    public override Value Key(in Value map, int index) => default;

    public override Value Entry(in Value map, int index) => default;
}

/// <summary>The items that meet a condition; null stays null.</summary>
internal sealed class FilterNode(Node target, int slot, Node condition) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var value = target.Evaluate(e);
        if (value.IsNull)
            return default;
        var items = new Items(value);
        var begin = e.Arena.Begin();
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            e.Slots[slot] = items[i];
            if (!condition.Test(e))
                continue;
            e.Arena.Add(items[i]);
        }

        return e.Arena.EndList(begin);
    }

    public override bool Test(Evaluator e)
    {
        var items = new Items(target.Evaluate(e));
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            e.Slots[slot] = items[i];
            if (condition.Test(e))
                return true;
        }

        return false;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var list = target.Cost(meter);
        meter.Each(list, slot, condition);
        return Extent.List(list.Count, list.Item);
    }
}

/// <summary>What an expression gives for each item; null stays null.</summary>
internal sealed class MapNode(Node target, int slot, Node body) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var value = target.Evaluate(e);
        if (value.IsNull)
            return default;
        var items = new Items(value);
        var begin = e.Arena.Begin();
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            e.Slots[slot] = items[i];
            e.Arena.Add(body.Evaluate(e));
        }

        return e.Arena.EndList(begin);
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var list = target.Cost(meter);
        return Extent.List(list.Count, meter.Each(list, slot, body));
    }
}

/// <summary>What an expression gives for each entry of a map; with <paramref name="key"/> a map again, in which the last of equal keys counts.</summary>
internal sealed class MapEntriesNode(Node target, int keySlot, int valueSlot, Node? key, Node body) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var map = target.Evaluate(e);
        if (map.Kind < ValueKind.Map)
            return default;
        var begin = e.Arena.Begin();
        for (var i = 0; i < map.Count && e.Step(); i++)
        {
            (e.Slots[keySlot], e.Slots[valueSlot]) = (map.Key(i), map.Entry(i));
            if (key is null)
                e.Arena.Add(body.Evaluate(e));
            else if (key.Evaluate(e) is { IsNull: false } name)
                Set(e, begin, name, body.Evaluate(e));
        }

        return key is null ? e.Arena.EndList(begin) : e.Arena.EndMap(begin);
    }

    private static void Set(Evaluator e, int begin, in Value key, in Value value)
    {
        var entries = e.Arena.Collected(begin);
        for (var i = 0; i < entries.Length && e.Step(); i += 2)
        {
            if (!Comparison.AreEqual(e, entries[i], key))
                continue;
            entries[i + 1] = value;
            return;
        }

        e.Arena.Add(key);
        e.Arena.Add(value);
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var map = target.Cost(meter);
        (meter[keySlot], meter[valueSlot]) = (Extent.Scalar(map.TextBytes), map.Item);
        var item = meter.Scalar;
        meter.Repeat(
            map.Count,
            () =>
            {
                if (key is not null)
                    meter.Compare(key.Cost(meter), map, 2);
                item = body.Cost(meter);
            }
        );
        return Extent.List(map.Count, item);
    }
}

/// <summary>The first item; null when there is none.</summary>
internal sealed class HeadNode(Node target) : Node
{
    public override Value Evaluate(Evaluator e) => new Items(target.Evaluate(e)) is { Count: > 0 } items ? items[0] : default;

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return target.Cost(meter).Item;
    }
}

/// <summary>The items without those equal to an earlier one, and without nulls.</summary>
internal sealed class DistinctNode(Node target) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var value = target.Evaluate(e);
        if (value.IsNull)
            return default;
        var items = new Items(value);
        var begin = e.Arena.Begin();
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            if (items[i] is { IsNull: false } item && !Contains(e, e.Arena.Collected(begin), item))
                e.Arena.Add(item);
        }

        return e.Arena.EndList(begin);
    }

    private static bool Contains(Evaluator e, ReadOnlySpan<Value> values, in Value value)
    {
        foreach (ref readonly var other in values)
        {
            if (!e.Step() || Comparison.AreEqual(e, other, value))
                return true;
        }

        return false;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var list = target.Cost(meter);
        meter.Add(list.Count);
        meter.Compare(list.Item, list.Item, Saturating.Times(list.Count, list.Count));
        return Extent.List(list.Count, list.Item);
    }
}

/// <summary>The keys or the values of a map or object.</summary>
internal sealed class EntriesNode(Node target, bool keys) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var map = target.Evaluate(e);
        if (map.Kind < ValueKind.Map)
            return default;
        var begin = e.Arena.Begin();
        for (var i = 0; i < map.Count && e.Step(); i++)
            e.Arena.Add(keys ? map.Key(i) : map.Entry(i));
        return e.Arena.EndList(begin);
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var map = target.Cost(meter);
        meter.Add(map.Count);
        return Extent.List(map.Count, keys ? Extent.Scalar(map.TextBytes) : map.Item);
    }
}

/// <summary><c>get</c>: the value of a key.</summary>
internal sealed class GetNode(Node target, Node key) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var map = target.Evaluate(e);
        return map.Kind >= ValueKind.Map ? Reading.Lookups.ByKey(e, map, key.Evaluate(e)) : default;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var map = target.Cost(meter);
        meter.Add(map.Count);
        meter.Compare(map, key.Cost(meter));
        return map.Item;
    }
}

/// <summary><c>get</c> with a constant text.</summary>
internal sealed class GetTextNode(Node target, FieldName key) : Node
{
    public override Value Evaluate(Evaluator e) => e.Field(target.Evaluate(e), key);

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var map = target.Cost(meter);
        meter.AddField(map);
        return map.Item;
    }
}
