using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Decisioning.Timers;

/// <summary>
/// Finds uses of <c>now</c> whose result follows the clock in a way that no timer can meet: <c>now</c> given to a function, kept in a variable, put in a list. Compared
/// with something, as an anchor of <c>occurs</c>, or taken apart by <c>getMonth</c> and its like, it turns at moments that are known.
/// </summary>
public static class UntimedNow
{
    /// <summary>Where such uses stand in an expression, in the order of the text.</summary>
    public static IReadOnlyList<SourceSpan> Find(SyntaxNode rule)
    {
        var found = new List<SourceSpan>();
        Visit(rule, found);
        return found;
    }

    private static void Visit(SyntaxNode node, List<SourceSpan> found)
    {
        foreach (var child in SyntaxChildren.Of(node))
        {
            if (child is MomentSyntax { Moment: RelativeMoment.Now } now)
            {
                if (!IsTimed(node, now))
                    found.Add(now.Span);
            }
            else
                Visit(child, found);
        }
    }

    private static bool IsTimed(SyntaxNode parent, MomentSyntax now) =>
        parent switch
        {
            TimeRangeSyntax => true,
            BinarySyntax binary => binary.Operator <= BinaryOperator.GreaterOrEqual,
            MethodSyntax method => ReferenceEquals(method.Target, now) && method.Function is "getYear" or "getMonth" or "getDayOfMonth",
            _ => false,
        };
}
