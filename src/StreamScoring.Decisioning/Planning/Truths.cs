using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Finds conditions that are the same for everybody: always true, or never.</summary>
/// <param name="segment">The truth of a segment, as far as it is known.</param>
/// <param name="isSingle">Whether an operand has one value: of a list, <c>= 1</c> and <c>= 2</c> can both hold.</param>
internal sealed class Truths(Func<string, bool?> segment, Func<SyntaxNode, bool> isSingle)
{
    private readonly Evaluator _evaluator = new();

    /// <summary>What the condition always is; null when that depends.</summary>
    public bool? Of(SyntaxNode node)
    {
        switch (node)
        {
            case LogicalSyntax logical:
                var parts = logical.Operands.Select(Of).ToList();
                if (parts.Contains(!logical.IsAnd) || (logical.IsAnd && Contradicts(logical)))
                    return !logical.IsAnd;
                return parts.TrueForAll(p => p is not null) ? logical.IsAnd : null;
            case UnarySyntax { Operator: UnaryOperator.Not } not:
                return !Of(not.Operand);
            case CallSyntax { Function: "inSegment", Arguments: [LiteralSyntax { Value: string id }] }:
                return segment(id);
            case BinarySyntax { Operator: <= BinaryOperator.GreaterOrEqual } comparison
                when IsNull(comparison.Left) || IsNull(comparison.Right):
                return false;
            default:
                return IsConstant(node) ? Test(node) : null;
        }
    }

    private bool? Test(SyntaxNode node) => ExpressionCompiler.Compile(node).Value is { } plan ? _evaluator.Test(plan) : null;

    private static bool IsNull(SyntaxNode node) => node is LiteralSyntax { Value: null };

    private static bool IsConstant(SyntaxNode node) =>
        node
            is not (
                NameSyntax
                or ParameterSyntax
                or ContextSyntax
                or UpSyntax
                or MomentSyntax
                or CallSyntax { Function: "score" or "inSegment" or "lookup" or "currentYear" or "currentMonth" or "currentDayOfMonth" }
            )
        && SyntaxChildren.Of(node).All(IsConstant);

    private bool Contradicts(LogicalSyntax and)
    {
        var limits = and
            .Operands.OfType<BinarySyntax>()
            .Select(Limit)
            .OfType<BinarySyntax>()
            .GroupBy(b => SyntaxPrinter.Print(b.Left), StringComparer.Ordinal);
        foreach (var group in limits.Where(g => g.Skip(1).Any() && isSingle(g.First().Left)))
        {
            var all = group.ToList();
            for (var i = 0; i < all.Count; i++)
            {
                for (var k = 0; k < all.Count; k++)
                {
                    if (i != k && Excludes(all[i], all[k]))
                        return true;
                }
            }
        }

        return false;
    }

    // A comparison with a constant on its right side; null when it is none.
    private static BinarySyntax? Limit(BinarySyntax binary)
    {
        if (binary.Operator is BinaryOperator.Like or >= BinaryOperator.Add)
            return null;
        if (IsConstant(binary.Right))
            return IsConstant(binary.Left) ? null : binary;
        if (!IsConstant(binary.Left) || binary.Operator is BinaryOperator.In or BinaryOperator.NotIn)
            return null;
        var turned = binary.Operator switch
        {
            BinaryOperator.Less => BinaryOperator.Greater,
            BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
            BinaryOperator.Greater => BinaryOperator.Less,
            BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
            var same => same,
        };
        return new(turned, binary.Right, binary.Left);
    }

    // The evaluator itself says whether constants agree, so that equality means here what it means at run time.
    private bool Excludes(BinarySyntax one, BinarySyntax other)
    {
        if (one.Operator == BinaryOperator.Equal)
            return Test(new BinarySyntax(other.Operator, one.Right, other.Right)) == false;
        if (
            one.Operator is BinaryOperator.Greater or BinaryOperator.GreaterOrEqual
            && other.Operator is BinaryOperator.Less or BinaryOperator.LessOrEqual
        )
        {
            var both = one.Operator == BinaryOperator.GreaterOrEqual && other.Operator == BinaryOperator.LessOrEqual;
            return Test(new BinarySyntax(both ? BinaryOperator.LessOrEqual : BinaryOperator.Less, one.Right, other.Right)) == false;
        }

        return false;
    }
}
