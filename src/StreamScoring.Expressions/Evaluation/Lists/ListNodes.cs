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
            if (!Comparison.AreEqual(entries[i], key))
                continue;
            entries[i + 1] = value;
            return;
        }

        e.Arena.Add(key);
        e.Arena.Add(value);
    }
}

/// <summary>The first item; null when there is none.</summary>
internal sealed class HeadNode(Node target) : Node
{
    public override Value Evaluate(Evaluator e) => new Items(target.Evaluate(e)) is { Count: > 0 } items ? items[0] : default;
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
            if (!e.Step() || Comparison.AreEqual(other, value))
                return true;
        }

        return false;
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
}

/// <summary><c>get</c>: the value of a key.</summary>
internal sealed class GetNode(Node target, Node key) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var map = target.Evaluate(e);
        return map.Kind >= ValueKind.Map && e.Step(map.Count) ? Reading.Lookups.ByKey(map, key.Evaluate(e)) : default;
    }
}

/// <summary><c>get</c> with a constant text.</summary>
internal sealed class GetTextNode(Node target, FieldName key) : Node
{
    public override Value Evaluate(Evaluator e) => target.Evaluate(e).Field(key);
}
