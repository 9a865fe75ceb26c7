using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Evaluation.Reading;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Comparing;

/// <summary>Chooses the node of a comparison by what is known of its operands.</summary>
internal static class ComparingNodes
{
    /// <summary>The node of <c>left op right</c>.</summary>
    public static Node Of(BinaryOperator op, Node left, Node right)
    {
        if (right is not ConstantNode { Constant: var constant })
            return new CompareNode(op, left, right);
        switch (constant.Kind)
        {
            case ValueKind.Text when op is BinaryOperator.Equal or BinaryOperator.NotEqual && left is TextColumnNode text:
                return new CompareTextColumnNode(text.Index, constant.Utf8.ToArray(), op == BinaryOperator.Equal);
            case ValueKind.Text when op is BinaryOperator.Equal or BinaryOperator.NotEqual:
                return new CompareTextNode(left, constant, op);
            case ValueKind.Integer or ValueKind.Number when left is Float64ColumnNode number && IsExact(constant, out var limit):
                return new CompareFloat64ColumnNode(number.Index, op, limit);
            case ValueKind.Integer or ValueKind.Number:
                return new CompareNumberNode(op, left, constant);
            default:
                return new CompareNode(op, left, right);
        }
    }

    private static bool IsExact(in Value constant, out double limit)
    {
        limit = constant.Kind == ValueKind.Number ? constant.Number : constant.Integer;
        return constant.Kind == ValueKind.Number || Math.Abs(constant.Integer) <= 1L << 53;
    }
}

/// <summary>Any comparison.</summary>
internal sealed class CompareNode(BinaryOperator op, Node left, Node right) : TestNode
{
    public override bool Test(Evaluator e)
    {
        var a = left.Evaluate(e);
        if (a.IsNull)
            return false;
        return Comparison.Holds(e, op, a, right.Evaluate(e));
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        meter.Compare(left.Cost(meter), right.Cost(meter));
        return meter.Scalar;
    }
}

/// <summary>A comparison with a constant text.</summary>
internal sealed class CompareTextNode(Node left, Value constant, BinaryOperator op) : TestNode
{
    private readonly byte[] _utf8 = constant.Utf8.ToArray();

    public override bool Test(Evaluator e)
    {
        var value = left.Evaluate(e);
        if (value.Kind == ValueKind.Text)
            return Comparison.AreEqual(e, value.Utf8, _utf8) == (op == BinaryOperator.Equal);
        return Comparison.Holds(e, op, value, constant);
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        meter.Compare(left.Cost(meter), Extent.Scalar(_utf8.Length));
        return meter.Scalar;
    }
}

/// <summary>A comparison with a constant number.</summary>
internal sealed class CompareNumberNode(BinaryOperator op, Node left, Value constant) : TestNode
{
    private readonly double _limit = constant.Kind == ValueKind.Number ? constant.Number : constant.Integer;
    private readonly bool _isExact = constant.Kind == ValueKind.Number || Exact.Is(constant.Integer);

    public override bool Test(Evaluator e)
    {
        switch (left.Number(e, out var number))
        {
            case Found.Value or Found.Integer when _isExact:
                return Satisfies(number);
            case Found.Null:
                return false;
            case Found.Integer:
                return Holds(e, Value.Of((long)number));
            case Found.Value:
                return Holds(e, Value.Of(number));
            default:
                return Holds(e, e.Other);
        }
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        meter.Compare(left.Cost(meter), meter.Scalar);
        return meter.Scalar;
    }

    private bool Holds(Evaluator e, in Value value) =>
        value.Kind is ValueKind.Number or ValueKind.Integer
            ? Comparison.Satisfies(op, Comparison.Order(value, constant))
            : Comparison.Holds(e, op, value, constant);

    private bool Satisfies(double number) =>
        op switch
        {
            BinaryOperator.Less => number < _limit,
            BinaryOperator.LessOrEqual => number <= _limit,
            BinaryOperator.Greater => number > _limit,
            BinaryOperator.GreaterOrEqual => number >= _limit,
            BinaryOperator.Equal => number == _limit,
            _ => number != _limit,
        };
}

/// <summary>A text column and a constant.</summary>
internal sealed class CompareTextColumnNode(int index, byte[] constant, bool equal) : TestNode
{
    public override bool Test(Evaluator e)
    {
        var column = (TextColumn)e.Input.Columns[index];
        return !column.IsNull(e.Input.Row) && Comparison.AreEqual(e, column.Element(e.Input.Row, 0), constant) == equal;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.AddText(constant.Length);
        return meter.Scalar;
    }
}

/// <summary>A number column and a constant; NaN in the column is null.</summary>
internal sealed class CompareFloat64ColumnNode(int index, BinaryOperator op, double limit) : TestNode
{
    public override bool Test(Evaluator e)
    {
        var column = (ValueColumn<double>)e.Input.Columns[index];
        if (column.IsNull(e.Input.Row))
            return false;
        var value = column[e.Input.Row];
        return double.IsFinite(value)
            && op switch
            {
                BinaryOperator.Less => value < limit,
                BinaryOperator.LessOrEqual => value <= limit,
                BinaryOperator.Greater => value > limit,
                BinaryOperator.GreaterOrEqual => value >= limit,
                BinaryOperator.Equal => value == limit,
                _ => value != limit,
            };
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return meter.Scalar;
    }
}
