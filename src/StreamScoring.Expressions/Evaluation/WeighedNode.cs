using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation;

/// <summary>A large part that is computed for each item of a list: pays by its size, so that a step stands for about the same time everywhere.</summary>
internal sealed class WeighedNode(Node inner, int steps) : Node
{
    private const int NodesPerStep = 32;

    /// <summary>The node of a part of so many pieces, weighed when there are many.</summary>
    public static Node Of(Node node, int pieces) => pieces <= NodesPerStep ? node : new WeighedNode(node, pieces / NodesPerStep);

    public override Value Evaluate(Evaluator e) => e.Step(steps) ? inner.Evaluate(e) : default;

    public override Found Number(Evaluator e, out double number)
    {
        number = 0;
        return e.Step(steps) ? inner.Number(e, out number) : Found.Null;
    }

    public override bool Test(Evaluator e) => e.Step(steps) && inner.Test(e);

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(steps);
        return inner.Cost(meter);
    }
}
