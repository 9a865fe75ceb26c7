using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation;

/// <summary>One operation of a plan. Immutable, shared by all evaluators.</summary>
internal abstract class Node
{
    /// <summary>The value.</summary>
    public abstract Value Evaluate(Evaluator e);

    /// <summary>
    /// The value as a binary64 number without the detour over a <see cref="Value"/>, when that loses nothing: <see cref="Found.Value"/> for a number,
    /// <see cref="Found.Integer"/> for an integer, <see cref="Found.Null"/> for null; <see cref="Found.Other"/> for all else, which is then in <see cref="Evaluator.Other"/>,
    /// so that nothing is computed twice.
    /// </summary>
    public virtual Found Number(Evaluator e, out double number)
    {
        var value = Evaluate(e);
        number = value.Kind == ValueKind.Number ? value.Number : value.Integer;
        switch (value.Kind)
        {
            case ValueKind.Number:
                return Found.Value;
            case ValueKind.Integer when Exact.Is(number):
                return Found.Integer;
            case ValueKind.Null:
                return Found.Null;
            default:
                e.Other = value;
                return Found.Other;
        }
    }

    /// <summary>The value in the place of a truth value.</summary>
    public virtual bool Test(Evaluator e) => Coercion.ToBoolean(Evaluate(e));

    /// <summary>Counts the most operations that computing it once takes, in any of the ways above; gives how large the value can be.</summary>
    public abstract Extent Cost(CostMeter meter);
}

/// <summary>What a shortcut found.</summary>
internal enum Found : byte
{
    Other,
    Null,
    Integer,
    Value,
}

/// <summary>Integers in binary64.</summary>
internal static class Exact
{
    /// <summary>Whether no other integer has this binary64: 2^53 itself stands for 2^53 + 1 as well.</summary>
    public static bool Is(double number) => Math.Abs(number) < 9007199254740992.0;
}

/// <summary>An operation whose value is true or false.</summary>
internal abstract class TestNode : Node
{
    public sealed override Value Evaluate(Evaluator e) => Value.Of(Test(e));

    public abstract override bool Test(Evaluator e);
}
