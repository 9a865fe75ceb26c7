using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Comparing;

/// <summary>
/// Arithmetic. Integers stay integers where the result is one and fits, except that a quotient is always a number. Null, no number, division by zero and what
/// is not finite give null.
/// </summary>
internal sealed class ArithmeticNode(BinaryOperator op, Node left, Node right) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var a = left.Evaluate(e);
        return a.IsNull ? default : Compute(op, a, right.Evaluate(e));
    }

    public override Found Number(Evaluator e, out double number)
    {
        number = 0;
        var first = left.Number(e, out var a);
        if (first == Found.Null)
            return Found.Null;
        if (first == Found.Other)
            return Exactly(e, e.Other, right.Evaluate(e));
        var second = right.Number(e, out var b);
        if (second == Found.Null)
            return Found.Null;
        if (second == Found.Other)
            return Exactly(e, Whole(first, a), e.Other);
        number = op switch
        {
            BinaryOperator.Add => a + b,
            BinaryOperator.Subtract => a - b,
            BinaryOperator.Multiply => a * b,
            BinaryOperator.Divide => a / b,
            _ => a % b,
        };
        // Where integers might have lost a digit, or the result is not finite, the exact way decides.
        if (!Exact.Is(number))
            return Exactly(e, Whole(first, a), Whole(second, b));
        return first == Found.Integer && second == Found.Integer && op != BinaryOperator.Divide ? Found.Integer : Found.Value;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        left.Cost(meter);
        right.Cost(meter);
        return meter.Scalar;
    }

    private Found Exactly(Evaluator e, in Value a, in Value b)
    {
        var value = a.IsNull ? default : Compute(op, a, b);
        if (value.IsNull)
            return Found.Null;
        e.Other = value;
        return Found.Other;
    }

    private static Value Whole(Found found, double number) => found == Found.Integer ? Value.Of((long)number) : Value.Of(number);

    public static Value Compute(BinaryOperator op, in Value a, in Value b)
    {
        if (a.Kind == ValueKind.Integer && b.Kind == ValueKind.Integer && op != BinaryOperator.Divide)
        {
            if (Integers(op, a.Integer, b.Integer) is { } exact)
                return exact;
        }
        else if (a.Kind == ValueKind.Text || b.Kind == ValueKind.Text)
        {
            var (x, y) = (
                a.Kind == ValueKind.Text ? Coercion.NumberOf(a.Utf8) : a,
                b.Kind == ValueKind.Text ? Coercion.NumberOf(b.Utf8) : b
            );
            return x.Kind == ValueKind.Text || y.Kind == ValueKind.Text ? default : Compute(op, x, y);
        }

        if (!Coercion.TryNumber(a, out var m) || !Coercion.TryNumber(b, out var n))
            return default;
        return op switch
        {
            BinaryOperator.Add => Value.Of(m + n),
            BinaryOperator.Subtract => Value.Of(m - n),
            BinaryOperator.Multiply => Value.Of(m * n),
            BinaryOperator.Divide => Value.Of(m / n),
            _ => Value.Of(m % n),
        };
    }

    // Null where the result does not fit: then it is computed in binary64.
    private static Value? Integers(BinaryOperator op, long m, long n)
    {
        var wide = op switch
        {
            BinaryOperator.Add => (Int128)m + n,
            BinaryOperator.Subtract => (Int128)m - n,
            BinaryOperator.Multiply => (Int128)m * n,
            _ => 0,
        };
        if (op == BinaryOperator.Remainder)
            return n == 0 ? Value.Null : Value.Of(n == -1 ? 0 : m % n);
        return wide >= long.MinValue && wide <= long.MaxValue ? Value.Of((long)wide) : null;
    }
}

/// <summary>The negative of a number.</summary>
internal sealed class NegateNode(Node operand) : Node
{
    public override Value Evaluate(Evaluator e) => ArithmeticNode.Compute(BinaryOperator.Subtract, Value.Of(0L), operand.Evaluate(e));

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        operand.Cost(meter);
        return meter.Scalar;
    }
}
