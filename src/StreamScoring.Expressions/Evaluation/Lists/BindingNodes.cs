using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Lists;

/// <summary>One variable that runs over a list.</summary>
/// <param name="Slot">The variable.</param>
/// <param name="Source">The list.</param>
/// <param name="Condition">What the variable must meet, or null.</param>
internal sealed record Binding(int Slot, Node Source, Node? Condition);

/// <summary><c>select</c>: the items of one variable that match, or for several variables the lists of matching items.</summary>
internal sealed class SelectNode(Binding[] bindings) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var begin = e.Arena.Begin();
        Collect(e, 0);
        return e.Arena.EndList(begin);
    }

    public override bool Test(Evaluator e) => Quantify.Any(e, bindings, 0);

    private void Collect(Evaluator e, int depth)
    {
        if (depth == bindings.Length)
        {
            if (depth == 1)
            {
                e.Arena.Add(e.Slots[bindings[0].Slot]);
                return;
            }

            var tuple = e.Arena.Begin();
            foreach (var binding in bindings)
                e.Arena.Add(e.Slots[binding.Slot]);
            e.Arena.Add(e.Arena.EndList(tuple));
            return;
        }

        var current = bindings[depth];
        var items = new Items(current.Source.Evaluate(e));
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            e.Slots[current.Slot] = items[i];
            if (current.Condition is null || current.Condition.Test(e))
                Collect(e, depth + 1);
        }
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var items = new Extent[bindings.Length];
        var count = Quantify.Cost(
            meter,
            bindings,
            0,
            () =>
            {
                for (var i = 0; i < items.Length; i++)
                    items[i] = meter[bindings[i].Slot];
                meter.Add(1 + items.Length);
            }
        );
        return Extent.List(count, items.Length == 1 ? items[0] : Extent.List(items.Length, items.Aggregate(Extent.Larger)));
    }
}

/// <summary><c>exists</c> and <c>forall</c>. Of several variables the later ones run inside the earlier: all must hold for all, jointly for some.</summary>
internal sealed class QuantifierNode(bool forAll, Binding[] bindings) : TestNode
{
    public override bool Test(Evaluator e) => forAll ? Quantify.All(e, bindings, 0) && !e.OutOfSteps : Quantify.Any(e, bindings, 0);

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        Quantify.Cost(meter, bindings, 0, null);
        return meter.Scalar;
    }
}

/// <summary>Runs variables over their lists.</summary>
internal static class Quantify
{
    /// <summary>Whether some combination of items meets all conditions.</summary>
    public static bool Any(Evaluator e, Binding[] bindings, int depth)
    {
        if (depth == bindings.Length)
            return true;
        var current = bindings[depth];
        var items = new Items(current.Source.Evaluate(e));
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            e.Slots[current.Slot] = items[i];
            if ((current.Condition is null || current.Condition.Test(e)) && Any(e, bindings, depth + 1))
                return true;
        }

        return false;
    }

    /// <summary>Counts the most operations of trying all combinations, with a part for each; gives the most combinations.</summary>
    public static long Cost(CostMeter meter, Binding[] bindings, int depth, Action? part)
    {
        if (depth == bindings.Length)
        {
            part?.Invoke();
            return 1;
        }

        var current = bindings[depth];
        var list = current.Source.Cost(meter);
        meter[current.Slot] = list.Item;
        var combinations = 1L;
        meter.Repeat(
            list.Count,
            () =>
            {
                current.Condition?.Cost(meter);
                combinations = Cost(meter, bindings, depth + 1, part);
            }
        );
        return Saturating.Times(list.Count, combinations);
    }

    /// <summary>Whether every combination of items meets all conditions.</summary>
    public static bool All(Evaluator e, Binding[] bindings, int depth)
    {
        if (depth == bindings.Length)
            return true;
        var current = bindings[depth];
        var items = new Items(current.Source.Evaluate(e));
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            e.Slots[current.Slot] = items[i];
            if ((current.Condition is not null && !current.Condition.Test(e)) || !All(e, bindings, depth + 1))
                return false;
        }

        return true;
    }
}

/// <summary><c>sum value over V from …</c></summary>
internal sealed class AggregateOverNode(AggregateKind kind, Node value, Binding[] bindings) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var accumulator = new Accumulator(kind);
        Collect(e, 0, ref accumulator);
        return accumulator.Result;
    }

    private void Collect(Evaluator e, int depth, ref Accumulator accumulator)
    {
        if (depth == bindings.Length)
        {
            accumulator.Add(value.Evaluate(e));
            return;
        }

        var current = bindings[depth];
        var items = new Items(current.Source.Evaluate(e));
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            e.Slots[current.Slot] = items[i];
            if (current.Condition is null || current.Condition.Test(e))
                Collect(e, depth + 1, ref accumulator);
        }
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        Quantify.Cost(meter, bindings, 0, () => value.Cost(meter));
        return meter.Scalar;
    }
}
