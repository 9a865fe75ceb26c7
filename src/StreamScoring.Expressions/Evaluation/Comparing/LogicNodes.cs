using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Comparing;

/// <summary>All operands hold; looks no further than the first that does not.</summary>
internal sealed class AndNode(Node[] operands) : TestNode
{
    public override bool Test(Evaluator e)
    {
        foreach (var operand in operands)
        {
            if (!operand.Test(e))
                return false;
        }

        return true;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        foreach (var operand in operands)
            operand.Cost(meter);
        return meter.Scalar;
    }
}

/// <summary>Some operand holds; looks no further than the first that does.</summary>
internal sealed class OrNode(Node[] operands) : TestNode
{
    public override bool Test(Evaluator e)
    {
        foreach (var operand in operands)
        {
            if (operand.Test(e))
                return true;
        }

        return false;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        foreach (var operand in operands)
            operand.Cost(meter);
        return meter.Scalar;
    }
}

/// <summary>The operand does not hold; not of null is true.</summary>
internal sealed class NotNode(Node operand) : TestNode
{
    public override bool Test(Evaluator e) => !operand.Test(e);

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        operand.Cost(meter);
        return meter.Scalar;
    }
}

/// <summary>Whether a value is there, or is not.</summary>
internal sealed class NullTestNode(Node operand, bool isNull) : TestNode
{
    public override bool Test(Evaluator e) => operand.Evaluate(e).IsNull == isNull;

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        operand.Cost(meter);
        return meter.Scalar;
    }
}

/// <summary><c>if(condition, then, else)</c></summary>
internal sealed class IfNode(Node condition, Node then, Node otherwise) : Node
{
    public override Value Evaluate(Evaluator e) => (condition.Test(e) ? then : otherwise).Evaluate(e);

    public override Found Number(Evaluator e, out double number) => (condition.Test(e) ? then : otherwise).Number(e, out number);

    public override bool Test(Evaluator e) => (condition.Test(e) ? then : otherwise).Test(e);

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        condition.Cost(meter);
        return Extent.Larger(then.Cost(meter), otherwise.Cost(meter));
    }
}

/// <summary><c>let</c>: computed once.</summary>
internal sealed class LetNode(int slot, Node value, Node body) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        e.Slots[slot] = value.Evaluate(e);
        return body.Evaluate(e);
    }

    public override bool Test(Evaluator e)
    {
        e.Slots[slot] = value.Evaluate(e);
        return body.Test(e);
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        meter[slot] = value.Cost(meter);
        return body.Cost(meter);
    }
}
