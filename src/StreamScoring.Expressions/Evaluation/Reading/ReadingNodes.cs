using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Reading;

/// <summary>A constant.</summary>
internal sealed class ConstantNode(Value value) : Node
{
    private readonly bool _test = Coercion.ToBoolean(value);
    private readonly double _number = value.Kind == ValueKind.Number ? value.Number : value.Integer;
    private readonly Found _found =
        value.IsNull ? Found.Null
        : value.Kind == ValueKind.Number || (value.Kind == ValueKind.Integer && Exact.Is(value.Integer)) ? Found.Value
        : Found.Other;

    public Value Constant => value;

    public override Value Evaluate(Evaluator e) => value;

    public override Found Number(Evaluator e, out double number)
    {
        number = _number;
        return _found;
    }

    public override bool Test(Evaluator e) => _test;
}

/// <summary>A variable, or what is in scope.</summary>
internal sealed class SlotNode(int slot) : Node
{
    public int Slot => slot;

    public override Value Evaluate(Evaluator e) => e.Slots[slot];
}

/// <summary>The first parameter.</summary>
internal sealed class RootNode : Node
{
    public override Value Evaluate(Evaluator e) => e.Input.Root;
}

/// <summary>A further parameter, 0 for <c>$2</c>.</summary>
internal sealed class ParameterNode(int index) : Node
{
    public override Value Evaluate(Evaluator e) => index < e.Input.Parameters.Length ? e.Input.Parameters[index] : default;
}

/// <summary>The history.</summary>
internal sealed class EventsNode : Node
{
    public override Value Evaluate(Evaluator e) => e.Input.Events;
}

/// <summary>A root of the context.</summary>
internal sealed class ContextNode(FieldName name) : Node
{
    public override Value Evaluate(Evaluator e) => e.Input.Contexts.Field(name);
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
}

/// <summary>A row of a lookup table.</summary>
internal sealed class LookupNode(FieldName table, Node key) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var rows = e.Input.Tables.Field(table);
        return rows.IsNull ? default : Lookups.ByKey(rows, key.Evaluate(e));
    }
}

/// <summary>Finds entries by keys that are only known at run time.</summary>
internal static class Lookups
{
    /// <summary>The value of the key in an object or map; null when there is none.</summary>
    public static Value ByKey(in Value map, in Value key)
    {
        if (map.Kind < ValueKind.Map || key.IsNull)
            return default;
        for (var i = 0; i < map.Count; i++)
        {
            if (Comparison.AreEqual(map.Key(i), key))
                return map.Entry(i);
        }

        return default;
    }
}
