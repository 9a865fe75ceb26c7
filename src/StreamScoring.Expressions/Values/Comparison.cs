using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Values;

/// <summary>
/// Comparing values. Every comparison with null is false. A list on one side stands for any of its items. Pays a step for each item or entry that is looked at, and for
/// each 64 bytes of texts; false when none are left.
/// </summary>
internal static class Comparison
{
    /// <summary>Whether the comparison holds.</summary>
    public static bool Holds(Evaluator e, BinaryOperator op, in Value left, in Value right)
    {
        if (left.IsNull || right.IsNull)
            return false;
        if (left.Kind == ValueKind.List && right.Kind != ValueKind.List)
        {
            for (var i = 0; i < left.Count && e.Step(); i++)
            {
                if (Holds(e, op, left.Item(i), right))
                    return true;
            }

            return false;
        }

        if (right.Kind == ValueKind.List && left.Kind != ValueKind.List)
        {
            for (var i = 0; i < right.Count && e.Step(); i++)
            {
                if (Holds(e, op, left, right.Item(i)))
                    return true;
            }

            return false;
        }

        return op switch
        {
            BinaryOperator.Equal => AreEqual(e, left, right),
            BinaryOperator.NotEqual => !AreEqual(e, left, right),
            _ => TryOrder(left, right, out var order) && Satisfies(op, order),
        };
    }

    /// <summary>Whether an order of two numbers meets a comparison.</summary>
    public static bool Satisfies(BinaryOperator op, int order) =>
        op switch
        {
            BinaryOperator.Less => order < 0,
            BinaryOperator.LessOrEqual => order <= 0,
            BinaryOperator.Greater => order > 0,
            BinaryOperator.GreaterOrEqual => order >= 0,
            BinaryOperator.Equal => order == 0,
            _ => order != 0,
        };

    /// <summary>Whether two values that are not null are the same: numbers by value, lists item by item, objects and maps by their entries in any order.</summary>
    public static bool AreEqual(Evaluator e, in Value left, in Value right)
    {
        switch (left.Kind, right.Kind)
        {
            case (ValueKind.Text, ValueKind.Text):
                return AreEqual(e, left.Utf8, right.Utf8);
            case (ValueKind.Integer or ValueKind.Number, ValueKind.Integer or ValueKind.Number):
                return Order(left, right) == 0;
            case (ValueKind.Boolean, ValueKind.Boolean):
                return left.Boolean == right.Boolean;
            case (ValueKind.Boolean, ValueKind.Text):
                return IsWord(right, left.Boolean);
            case (ValueKind.Text, ValueKind.Boolean):
                return IsWord(left, right.Boolean);
            case (ValueKind.Text, ValueKind.Integer or ValueKind.Number):
                return Coercion.NumberOf(left.Utf8) is { IsNull: false } a && Order(a, right) == 0;
            case (ValueKind.Integer or ValueKind.Number, ValueKind.Text):
                return Coercion.NumberOf(right.Utf8) is { IsNull: false } b && Order(left, b) == 0;
            case (ValueKind.Time or ValueKind.Interval, not (ValueKind.List or ValueKind.Map or ValueKind.Object or ValueKind.Boolean)):
            case (not (ValueKind.List or ValueKind.Map or ValueKind.Object or ValueKind.Boolean), ValueKind.Time or ValueKind.Interval):
                return Coercion.TryTime(left, out var x) && Coercion.TryTime(right, out var y) && SameTime(x, y);
            case (ValueKind.List, ValueKind.List):
                return SameItems(e, left, right);
            case (ValueKind.Map or ValueKind.Object, ValueKind.Map or ValueKind.Object):
                return SameEntries(e, left, right);
            default:
                return false;
        }
    }

    /// <summary>Whether two texts are the same.</summary>
    public static bool AreEqual(Evaluator e, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Length == right.Length && (left.Length < 64 || e.Step(left.Length >> 6)) && left.SequenceEqual(right);

    /// <summary>The order of two numbers or two times; texts count as the other side's kind. False when they have none.</summary>
    public static bool TryOrder(in Value left, in Value right, out int order)
    {
        order = 0;
        if (left.Kind is ValueKind.Time or ValueKind.Interval || right.Kind is ValueKind.Time or ValueKind.Interval)
        {
            if (!Coercion.TryTime(left, out var x) || !Coercion.TryTime(right, out var y))
                return false;
            order = x.TimeNs.CompareTo(y.TimeNs);
            return true;
        }

        var a = left.Kind == ValueKind.Text && right.Kind != ValueKind.Text ? Coercion.NumberOf(left.Utf8) : left;
        var b = right.Kind == ValueKind.Text && left.Kind != ValueKind.Text ? Coercion.NumberOf(right.Utf8) : right;
        if (a.Kind is not (ValueKind.Integer or ValueKind.Number) || b.Kind is not (ValueKind.Integer or ValueKind.Number))
            return false;
        order = Order(a, b);
        return true;
    }

    /// <summary>The exact order of two numbers, also of a large integer and a binary64.</summary>
    public static int Order(in Value a, in Value b) =>
        (a.Kind, b.Kind) switch
        {
            (ValueKind.Integer, ValueKind.Integer) => a.Integer.CompareTo(b.Integer),
            (ValueKind.Number, ValueKind.Number) => a.Number.CompareTo(b.Number),
            (ValueKind.Integer, _) => Order(a.Integer, b.Number),
            _ => -Order(b.Integer, a.Number),
        };

    internal static int Order(long integer, double number)
    {
        if (number >= 9223372036854775808.0)
            return -1;
        if (number < -9223372036854775808.0)
            return 1;
        var whole = (long)number;
        return integer != whole ? integer.CompareTo(whole) : 0.0.CompareTo(number - whole);
    }

    private static bool SameTime(in Value x, in Value y) =>
        (x.Kind, y.Kind) switch
        {
            (ValueKind.Interval, ValueKind.Time) => x.TimeNs <= y.TimeNs && y.TimeNs < x.EndNs,
            (ValueKind.Time, ValueKind.Interval) => y.TimeNs <= x.TimeNs && x.TimeNs < y.EndNs,
            (ValueKind.Interval, _) => x.TimeNs == y.TimeNs && x.EndNs == y.EndNs,
            _ => x.TimeNs == y.TimeNs,
        };

    private static bool IsWord(in Value text, bool value) => System.Text.Ascii.EqualsIgnoreCase(text.Utf8, value ? "true"u8 : "false"u8);

    private static bool SameItems(Evaluator e, in Value left, in Value right)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!e.Step() || !AreSame(e, left.Item(i), right.Item(i)))
                return false;
        }

        return true;
    }

    private static bool SameEntries(Evaluator e, in Value left, in Value right)
    {
        if (left.Count != right.Count)
            return false;
        if (ReferenceEquals(left.Owner, right.Owner) && left.Handle == right.Handle && left.Kind == right.Kind)
            return true;
        for (var i = 0; i < left.Count; i++)
        {
            var (key, found) = (left.Key(i), false);
            // Mostly both have their keys in the same order.
            for (var (tries, j) = (0, i); tries < right.Count && !found && e.Step(); tries++, j = j + 1 == right.Count ? 0 : j + 1)
                found = AreEqual(e, key, right.Key(j)) && AreSame(e, left.Entry(i), right.Entry(j));
            if (!found)
                return false;
        }

        return true;
    }

    // Inside lists and objects null is like any other value.
    private static bool AreSame(Evaluator e, in Value left, in Value right) =>
        left.IsNull || right.IsNull ? left.IsNull == right.IsNull : AreEqual(e, left, right);
}
