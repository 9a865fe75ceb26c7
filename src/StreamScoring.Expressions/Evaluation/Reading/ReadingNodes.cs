using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Reading;

/// <summary>A constant.</summary>
internal sealed class ConstantNode(Value value) : Node
{
    private readonly bool _test = Coercion.ToBoolean(value);
    private readonly double _number = value.Kind == ValueKind.Number ? value.Number : value.Integer;
    private readonly Found _found =
        value.IsNull ? Found.Null
        : value.Kind == ValueKind.Number ? Found.Value
        : value.Kind == ValueKind.Integer && Exact.Is(value.Integer) ? Found.Integer
        : Found.Other;

    public Value Constant => value;

    public override Value Evaluate(Evaluator e) => value;

    public override Found Number(Evaluator e, out double number)
    {
        number = _number;
        if (_found == Found.Other)
            e.Other = value;
        return _found;
    }

    public override bool Test(Evaluator e) => _test;

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return Of(value);
    }

    private static Extent Of(in Value value)
    {
        if (value.Kind != ValueKind.List)
            return Extent.Scalar(value.Kind == ValueKind.Text ? value.Utf8.Length : 32);
        var item = Extent.Scalar(32);
        for (var i = 0; i < value.Count; i++)
            item = Extent.Larger(item, Of(value.Item(i)));
        return Extent.List(value.Count, item);
    }
}

/// <summary>A variable, or what is in scope.</summary>
internal sealed class SlotNode(int slot) : Node
{
    public int Slot => slot;

    public override Value Evaluate(Evaluator e) => e.Slots[slot];

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return meter[slot];
    }
}

/// <summary>The first parameter.</summary>
internal sealed class RootNode : Node
{
    public override Value Evaluate(Evaluator e) => e.Input.Root;

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return meter.Data;
    }
}

/// <summary>A further parameter, 0 for <c>$2</c>.</summary>
internal sealed class ParameterNode(int index) : Node
{
    public override Value Evaluate(Evaluator e) => index < e.Input.Parameters.Length ? e.Input.Parameters[index] : default;

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return meter.Data;
    }
}

/// <summary>The history.</summary>
internal sealed class EventsNode : Node
{
    public override Value Evaluate(Evaluator e) => e.Input.Events;

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return meter.Events;
    }
}

/// <summary>A root of the context.</summary>
internal sealed class ContextNode(FieldName name) : Node
{
    public override Value Evaluate(Evaluator e) => e.Field(e.Input.Contexts, name);

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        meter.AddField(meter.Data);
        return meter.Data;
    }
}

/// <summary>A score.</summary>
internal sealed class ScoreNode(int index) : Node
{
    public override Value Evaluate(Evaluator e) => index < e.Input.Scores.Length ? Value.Of(e.Input.Scores[index]) : default;

    public override Found Number(Evaluator e, out double number)
    {
        var scores = e.Input.Scores;
        number = index < scores.Length ? scores[index] : double.NaN;
        return double.IsFinite(number) ? Found.Value : Found.Null;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return meter.Scalar;
    }
}

/// <summary>A row of a lookup table.</summary>
internal sealed class LookupNode(FieldName table, Node key) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var rows = e.Field(e.Input.Tables, table);
        return rows.IsNull ? default : Lookups.ByKey(e, rows, key.Evaluate(e));
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        meter.AddField(meter.Data);
        meter.Compare(meter.Data, key.Cost(meter));
        return meter.Data;
    }
}

/// <summary>Finds entries by keys that are only known at run time.</summary>
internal static class Lookups
{
    /// <summary>The value of the key in an object or map; null when there is none.</summary>
    public static Value ByKey(Evaluator e, in Value map, in Value key)
    {
        if (map.Kind < ValueKind.Map || key.IsNull)
            return default;
        for (var i = 0; i < map.Count && e.Step(); i++)
        {
            if (Comparison.AreEqual(e, map.Key(i), key))
                return map.Entry(i);
        }

        return default;
    }
}
