using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Parsing;
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

    /// <summary>
    /// The most operations that an evaluation takes, steps among them (<see cref="ExpressionLimits.MaxSteps"/>), by the sizes of what it looks at: one for each node of the
    /// plan, times the items of the loops that it stands in. Holds for data that are of the types that the schema declares; it sticks at its end instead of overflowing.
    /// </summary>
    /// <param name="events">The most events of the history.</param>
    /// <param name="items">The most items of any other list, or entries of an object or map, each counted with all that is in it.</param>
    /// <param name="textBytes">The most bytes of a text in UTF-8.</param>
    public long CostBound(long events, long items, long textBytes = 1_000)
    {
        var meter = new CostMeter(events, items, textBytes, Slots);
        Node.Cost(meter);
        return meter.Operations;
    }

    /// <inheritdoc/>
    public override string ToString() => SyntaxPrinter.Print(Syntax);
}
