using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation;

/// <summary>One operation of a plan. Immutable, shared by all evaluators.</summary>
internal abstract class Node
{
    /// <summary>The value.</summary>
    public abstract Value Evaluate(Evaluator e);

    /// <summary>The value in the place of a truth value.</summary>
    public virtual bool Test(Evaluator e) => Coercion.ToBoolean(Evaluate(e));
}

/// <summary>An operation whose value is true or false.</summary>
internal abstract class TestNode : Node
{
    public sealed override Value Evaluate(Evaluator e) => Value.Of(Test(e));

    public abstract override bool Test(Evaluator e);
}
