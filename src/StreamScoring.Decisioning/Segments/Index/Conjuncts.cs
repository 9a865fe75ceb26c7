using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Decisioning.Segments.Index;

/// <summary>The parts of a rule that must all hold, and comparisons with constants among them.</summary>
internal static class Conjuncts
{
    /// <summary>The parts; of a rule that is no conjunction, the rule.</summary>
    public static IEnumerable<SyntaxNode> Of(SyntaxNode rule) =>
        rule is LogicalSyntax { IsAnd: true } and ? and.Operands.SelectMany(Of) : [rule];

    /// <summary>A comparison of something with constants; null for anything else.</summary>
    public static ConstantComparison? Comparison(SyntaxNode part)
    {
        switch (part)
        {
            case BinarySyntax { Operator: BinaryOperator.In, Right: ListSyntax list } membership:
                var items = list.Items.Select(Constant).ToList();
                return items.Count == 0 || items.Contains(null) || Constant(membership.Left) is not null
                    ? null
                    : new(membership.Left, BinaryOperator.Equal, items!);
            case BinarySyntax { Operator: <= BinaryOperator.GreaterOrEqual and not BinaryOperator.NotEqual } binary:
                if (Constant(binary.Right) is { } right && Constant(binary.Left) is null)
                    return new(binary.Left, binary.Operator, [right]);
                return Constant(binary.Left) is { } left && Constant(binary.Right) is null
                    ? new(binary.Right, Flipped(binary.Operator), [left])
                    : null;
            case LogicalSyntax { IsAnd: false } or:
                // a = 1 or a = 2
                var parts = or.Operands.Select(Comparison).ToList();
                return parts.TrueForAll(p => p is { Operator: BinaryOperator.Equal } && p.Operand.Equals(parts[0]!.Operand))
                    ? new(parts[0]!.Operand, BinaryOperator.Equal, [.. parts.SelectMany(p => p!.Constants)])
                    : null;
            default:
                return null;
        }
    }

    private static object? Constant(SyntaxNode node) =>
        node switch
        {
            LiteralSyntax literal => literal.Value,
            UnarySyntax { Operator: UnaryOperator.Negate, Operand: LiteralSyntax { Value: double number } } => -number,
            UnarySyntax { Operator: UnaryOperator.Negate, Operand: LiteralSyntax { Value: long number and > long.MinValue } } => -number,
            _ => null,
        };

    private static BinaryOperator Flipped(BinaryOperator op) =>
        op switch
        {
            BinaryOperator.Less => BinaryOperator.Greater,
            BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
            BinaryOperator.Greater => BinaryOperator.Less,
            BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
            _ => op,
        };
}

/// <summary>What is compared, how, and with which constants (one of them, where there are several).</summary>
internal sealed record ConstantComparison(SyntaxNode Operand, BinaryOperator Operator, IReadOnlyList<object> Constants);
