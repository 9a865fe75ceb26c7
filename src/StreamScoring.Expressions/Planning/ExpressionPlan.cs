using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning;

/// <summary>A checked expression, ready to be evaluated by any number of evaluators. Immutable.</summary>
public sealed class ExpressionPlan
{
    internal ExpressionPlan(SyntaxNode syntax, ExpressionType type, ExpressionNeeds needs, Node node, int slots) =>
        (Syntax, Type, Needs, Node, Slots) = (syntax, type, needs, node, slots);

    /// <summary>What the expression says.</summary>
    public SyntaxNode Syntax { get; }

    /// <summary>What it gives.</summary>
    public ExpressionType Type { get; }

    /// <summary>What it must be given.</summary>
    public ExpressionNeeds Needs { get; }

    internal Node Node { get; }

    internal int Slots { get; }

    /// <summary>The most operations that an evaluation takes, by the sizes of what it loops over.</summary>
    /// <param name="events">Events of the history.</param>
    /// <param name="items">Items of any other list.</param>
    public long CostBound(long events, long items) => Planning.CostBound.Of(Syntax, events, items);

    /// <inheritdoc/>
    public override string ToString() => SyntaxPrinter.Print(Syntax);
}
