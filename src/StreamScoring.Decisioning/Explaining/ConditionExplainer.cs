using StreamScoring.Decisioning.Planning;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Decisioning.Explaining;

/// <summary>Says why conditions of a rule set hold or do not, by evaluating their parts. For people, not for speed; one a thread.</summary>
/// <param name="plan">The rule set.</param>
/// <param name="context">What it was planned with.</param>
public sealed class ConditionExplainer(RuleSetPlan plan, PlanningContext context)
{
    private readonly ExpressionSchema _plain = RuleTypes.Schema(plan.Document, context, false);
    private readonly ExpressionSchema _withOffer = RuleTypes.Schema(plan.Document, context, true);
    private readonly Evaluator _evaluator = new();
    private ExpressionSchema _schema = ExpressionSchema.Open;
    private double[] _scores = [];

    /// <summary>Explains a condition. The input is only read.</summary>
    /// <param name="condition">A condition of the rule set.</param>
    /// <param name="input">What the condition sees; its scores are not looked at.</param>
    /// <param name="scores">The scores by the positions of <see cref="RuleNeeds.Scores"/>.</param>
    public ConditionReasons Explain(PlannedExpression condition, EvaluationInput input, ReadOnlySpan<double> scores)
    {
        Copy(input, _evaluator.Input);
        _scores = scores.ToArray();
        _schema = condition.Parts.IsEmpty ? _plain : _withOffer;
        var (holds, because) = Walk(condition.Plan.Syntax, true, n => n);
        return new(holds, because);
    }

    private (bool IsTrue, IReadOnlyList<PredicateReason> Because) Walk(SyntaxNode node, bool shouldBe, Func<SyntaxNode, SyntaxNode> within)
    {
        switch (node)
        {
            case LogicalSyntax logical:
                return Join(logical.IsAnd, [.. logical.Operands.Select(o => Walk(o, shouldBe, within))]);
            case UnarySyntax { Operator: UnaryOperator.Not } not:
                var (isTrue, because) = Walk(not.Operand, !shouldBe, within);
                return (!isTrue, because);
            case LetSyntax let:
                return Walk(let.Body, shouldBe, n => within(let with { Body = n }));
            default:
                var predicate = Predicate(node, shouldBe, within);
                return (predicate.IsTrue, [predicate]);
        }
    }

    private static (bool, IReadOnlyList<PredicateReason>) Join(
        bool isAnd,
        List<(bool IsTrue, IReadOnlyList<PredicateReason> Because)> parts
    )
    {
        var settling = parts.Where(p => p.IsTrue != isAnd).ToList();
        if (settling.Count == 0)
            return (isAnd, [.. parts.SelectMany(p => p.Because)]);
        // One true part is enough for an 'or'; of an 'and' every false part would have to turn.
        return isAnd ? (false, [.. settling.SelectMany(p => p.Because)]) : (true, settling.MinBy(p => p.Because.Count).Because);
    }

    private PredicateReason Predicate(SyntaxNode node, bool shouldBe, Func<SyntaxNode, SyntaxNode> within)
    {
        var isTrue = Compile(within(node)) is { } whole && Test(whole);
        long? turnsAt = _evaluator.ValidUntilNs < long.MaxValue ? _evaluator.ValidUntilNs : null;
        var values = Compared(node)
            .Where(part => part is not LiteralSyntax)
            .Select(part => (Text: SyntaxPrinter.Print(part), Plan: Compile(within(part))))
            .Where(part => part.Plan?.Type.Kind is TypeKind.Boolean or TypeKind.Number or TypeKind.Text or TypeKind.Time or TypeKind.Any)
            .Select(part => (part.Text, Evaluate(part.Plan!)))
            .ToList();
        var (distance, relative) = Distance(node, within);
        return new(SyntaxPrinter.Print(node), isTrue, shouldBe, values, distance, turnsAt) { RelativeDistance = relative };
    }

    // What a predicate looks at as it stands; conditions on items of lists are in another scope.
    private static IEnumerable<SyntaxNode> Compared(SyntaxNode node) =>
        node switch
        {
            BinarySyntax binary => [binary.Left, binary.Right],
            OccursSyntax occurs => [occurs.Value],
            MethodSyntax method => [method.Target],
            CallSyntax { Function: not "inSegment" } call => call.Arguments,
            FieldSyntax or NameSyntax => [node],
            _ => [],
        };

    private (double? Distance, double? Relative) Distance(SyntaxNode node, Func<SyntaxNode, SyntaxNode> within)
    {
        const double NsPerSecond = 1e9;
        const double SecondsPerDay = 86_400;
        if (node is not BinarySyntax { Operator: <= BinaryOperator.GreaterOrEqual } comparison)
            return (null, null);
        if (Compile(within(comparison.Left)) is not { } left || Compile(within(comparison.Right)) is not { } right)
            return (null, null);
        var ((a, aIsTime), (b, bIsTime)) = (Number(left), Number(right));
        if (double.IsNaN(a) || double.IsNaN(b) || aIsTime != bIsTime)
            return (null, null);
        var apart = Math.Abs(a - b);
        return aIsTime
            ? (apart / NsPerSecond, apart / NsPerSecond / SecondsPerDay)
            : (apart, apart == 0 ? 0 : apart / Math.Max(Math.Abs(a), Math.Abs(b)));
    }

    private (double Value, bool IsTime) Number(ExpressionPlan plan)
    {
        Place(plan);
        var value = _evaluator.Evaluate(plan);
        return value.Kind switch
        {
            Expressions.Values.ValueKind.Number => (value.Number, false),
            Expressions.Values.ValueKind.Integer => (value.Integer, false),
            Expressions.Values.ValueKind.Time => (value.TimeNs, true),
            _ => (double.NaN, false),
        };
    }

    private bool Test(ExpressionPlan plan)
    {
        Place(plan);
        return _evaluator.Test(plan);
    }

    private string Evaluate(ExpressionPlan plan)
    {
        Place(plan);
        return _evaluator.Evaluate(plan).ToString();
    }

    private ExpressionPlan? Compile(SyntaxNode node) => ExpressionCompiler.Compile(node, _schema).Value;

    private void Place(ExpressionPlan part)
    {
        var scores = new double[part.Needs.Scores.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            var need = part.Needs.Scores[i];
            var named = need with { Output = need.Output ?? context.Services[need.Service][0] };
            scores[i] = _scores[plan.Needs.Scores.TakeWhile(s => s != named).Count()];
        }

        _evaluator.Input.Scores = scores;
    }

    private static void Copy(EvaluationInput from, EvaluationInput to)
    {
        (to.Root, to.Parameters, to.Events, to.Contexts) = (from.Root, from.Parameters, from.Events, from.Contexts);
        (to.Segments, to.Tables, to.NowNs) = (from.Segments, from.Tables, from.NowNs);
        (to.Columns, to.Row) = (from.Columns, from.Row);
    }
}
