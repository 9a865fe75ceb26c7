using StreamScoring.Expressions.Parsing;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation;

/// <summary>
/// Evaluates plans, one at a time; one evaluator a thread. Reuses its buffers: once they have grown, an evaluation allocates nothing (except <c>regexGroup</c>).
/// Never throws on data: what cannot be computed is null, and an evaluation that takes too many steps ends with null and <see cref="OutOfSteps"/>.
/// </summary>
public sealed class Evaluator(ExpressionLimits? limits = null)
{
    private readonly int _maxSteps = (limits ?? ExpressionLimits.Default).MaxSteps;
    private long _steps;

    /// <summary>What evaluations see.</summary>
    public EvaluationInput Input { get; } = new();

    /// <summary>Whether the last evaluation was cut short by <see cref="ExpressionLimits.MaxSteps"/>; its result means nothing then.</summary>
    public bool OutOfSteps => _steps < 0;

    /// <summary>The steps that the last evaluation took.</summary>
    public int StepsTaken => (int)Math.Min(_maxSteps, _maxSteps - _steps);

    internal Value[] Slots { get; private set; } = new Value[16];

    internal Arena Arena { get; } = new();

    /// <summary>The value of the expression. Text, lists and objects in it are valid until the next evaluation, or until the data changes.</summary>
    public Value Evaluate(ExpressionPlan plan)
    {
        Begin(plan);
        var value = plan.Node.Evaluate(this);
        return OutOfSteps ? default : value;
    }

    /// <summary>Whether the expression holds; false when it is null or was cut short.</summary>
    public bool Test(ExpressionPlan plan)
    {
        Begin(plan);
        return plan.Node.Test(this) && !OutOfSteps;
    }

    /// <summary>What a node has computed when its <see cref="Node.Number"/> gives <see cref="Found.Other"/>; to be taken at once.</summary>
    internal Value Other { get; set; }

    /// <summary>Takes steps; false when none are left, upon which loops end.</summary>
    internal bool Step(long steps = 1)
    {
        _steps -= steps;
        if (_steps >= 0)
            return true;
        _steps = -1;
        return false;
    }

    /// <summary>A field of an object or map, looked for among all: pays for large ones.</summary>
    internal Value Field(in Value target, FieldName name) =>
        target.Kind >= ValueKind.Map && (target.Count < 64 || Step(target.Count >> 6)) ? target.Source.Field(target, name) : default;

    private void Begin(ExpressionPlan plan)
    {
        _steps = _maxSteps;
        Arena.Clear();
        if (plan.Slots > Slots.Length)
            Slots = new Value[plan.Slots];
    }
}
