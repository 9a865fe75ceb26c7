using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Lists;

/// <summary>
/// <c>topN</c> (the items with the highest numbers, the highest first) and <c>bottomN</c> (the lowest first). Equal numbers keep the order of the list; items without
/// a number come last.
/// </summary>
internal sealed class TopNode(Node target, int slot, Node key, Node amount, bool lowest) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var value = target.Evaluate(e);
        if (value.IsNull || !Coercion.TryNumber(amount.Evaluate(e), out var wanted))
            return default;
        var items = new Items(value);
        var begin = e.Arena.Begin();
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            e.Slots[slot] = items[i];
            e.Arena.Add(Coercion.TryNumber(key.Evaluate(e), out var number) ? Value.Of(number) : default);
        }

        Sort(e, begin);
        var count = Math.Min(e.Arena.Collected(begin).Length, (int)Math.Clamp(Math.Floor(wanted), 0, int.MaxValue));
        for (var i = 0; i < count; i++)
        {
            ref var place = ref e.Arena.Collected(begin)[i];
            place = items[(int)place.Integer];
        }

        e.Arena.Drop(begin + count);
        return e.Arena.EndList(begin);
    }

    // Turns the keys into the positions of the items in order: a sort of (key, position) in place, whose comparisons never tie.
    private void Sort(Evaluator e, int begin)
    {
        var keys = e.Arena.Collected(begin).Length;
        for (var i = 0; i < keys; i++)
            e.Arena.Add(Value.Of((long)i));
        var all = e.Arena.Collected(begin);
        var by = all[..keys];
        var positions = all[keys..];
        e.Step(keys * 10);
        Heap.Sort(by, positions, lowest);
        positions.CopyTo(by);
        e.Arena.Drop(begin + keys);
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var list = target.Cost(meter);
        amount.Cost(meter);
        meter.Each(list, slot, key);
        meter.Add(Saturating.Times(list.Count, 10));
        return Extent.List(list.Count, list.Item);
    }
}

/// <summary>A heap sort of keys with their positions, without allocation.</summary>
internal static class Heap
{
    public static void Sort(Span<Value> keys, Span<Value> positions, bool lowestFirst)
    {
        for (var i = (keys.Length / 2) - 1; i >= 0; i--)
            Sink(keys, positions, i, keys.Length, lowestFirst);
        for (var end = keys.Length - 1; end > 0; end--)
        {
            Swap(keys, positions, 0, end);
            Sink(keys, positions, 0, end, lowestFirst);
        }
    }

    private static void Sink(Span<Value> keys, Span<Value> positions, int at, int end, bool lowestFirst)
    {
        for (var child = (2 * at) + 1; child < end; child = (2 * at) + 1)
        {
            if (child + 1 < end && Before(keys, positions, child, child + 1, lowestFirst))
                child++;
            if (!Before(keys, positions, at, child, lowestFirst))
                return;
            Swap(keys, positions, at, child);
            at = child;
        }
    }

    private static bool Before(Span<Value> keys, Span<Value> positions, int a, int b, bool lowestFirst)
    {
        var (x, y) = (keys[a], keys[b]);
        if (x.IsNull != y.IsNull)
            return y.IsNull;
        var order = x.IsNull ? 0 : x.Number.CompareTo(y.Number);
        order = lowestFirst ? order : -order;
        return order != 0 ? order < 0 : positions[a].Integer < positions[b].Integer;
    }

    private static void Swap(Span<Value> keys, Span<Value> positions, int a, int b)
    {
        (keys[a], keys[b]) = (keys[b], keys[a]);
        (positions[a], positions[b]) = (positions[b], positions[a]);
    }
}

/// <summary><c>groupBy</c>: a map from what an expression gives to the items that it gives it for, in order of first appearance; items that give null are left out.</summary>
internal sealed class GroupByNode(Node target, int slot, Node key) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var value = target.Evaluate(e);
        if (value.IsNull)
            return default;
        var items = new Items(value);
        var keys = e.Arena.Begin();
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            e.Slots[slot] = items[i];
            e.Arena.Add(key.Evaluate(e));
        }

        var groups = e.Arena.Begin();
        for (var i = 0; i < groups - keys; i++)
        {
            var name = e.Arena.Collected(keys)[i];
            if (name.IsNull || IsEarlier(e, keys, i, name))
                continue;
            e.Arena.Add(name);
            var members = e.Arena.Begin();
            for (var j = i; j < groups - keys && e.Step(); j++)
            {
                if (e.Arena.Collected(keys)[j] is { IsNull: false } other && Comparison.AreEqual(e, name, other))
                    e.Arena.Add(items[j]);
            }

            e.Arena.Add(e.Arena.EndList(members));
        }

        var map = e.Arena.EndMap(groups);
        e.Arena.Drop(keys);
        return map;
    }

    private static bool IsEarlier(Evaluator e, int keys, int before, in Value name)
    {
        for (var i = 0; i < before; i++)
        {
            if (!e.Step())
                return true;
            if (e.Arena.Collected(keys)[i] is { IsNull: false } other && Comparison.AreEqual(e, name, other))
                return true;
        }

        return false;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var list = target.Cost(meter);
        var name = meter.Each(list, slot, key);
        meter.Compare(name, name, Saturating.Times(2, Saturating.Times(list.Count, list.Count)));
        return Extent.List(list.Count, Extent.List(list.Count, list.Item));
    }
}
