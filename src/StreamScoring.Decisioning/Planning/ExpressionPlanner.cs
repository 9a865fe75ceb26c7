using System.Collections.Immutable;
using System.Globalization;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Plans the expressions of a rule set, one by one, and reports what is wrong with each.</summary>
internal sealed class ExpressionPlanner
{
    private const long NsPerDay = 86_400_000_000_000;
    private readonly PlanningContext _context;
    private readonly DocumentErrors _errors;
    private readonly HashSet<string> _segments;
    private readonly ExpressionSchema _plain;
    private readonly ExpressionSchema _withOffer;

    public ExpressionPlanner(RuleSetDocument document, PlanningContext context, DocumentErrors errors)
    {
        (_context, _errors, Needs) = (context, errors, new NeedsBuilder(context.Services));
        _segments = document.Segments.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        _plain = RuleTypes.Schema(document, context, false);
        _withOffer = RuleTypes.Schema(document, context, true);
    }

    /// <summary>What all of them need.</summary>
    public NeedsBuilder Needs { get; }

    /// <summary>All of them so far.</summary>
    public List<PlannedExpression> Planned { get; } = [];

    /// <summary>A condition; null when it is absent or wrong.</summary>
    public PlannedExpression? Condition(RuleText? rule, bool withOffer = false) =>
        Plan(rule, withOffer, TypeKind.Boolean, "a condition, which is true or false");

    /// <summary>A number; null when it is absent or wrong.</summary>
    public PlannedExpression? Number(RuleText? rule, bool withOffer = false) => Plan(rule, withOffer, TypeKind.Number, "a number");

    /// <summary>Whether an operand has one value, not many.</summary>
    public bool IsSingle(SyntaxNode operand, bool withOffer) =>
        ExpressionCompiler.Compile(operand, withOffer ? _withOffer : _plain).Value?.Type.Kind
            is TypeKind.Boolean
                or TypeKind.Number
                or TypeKind.Text
                or TypeKind.Time;

    private PlannedExpression? Plan(RuleText? rule, bool withOffer, TypeKind wanted, string expected)
    {
        // An empty text was reported when the document was read.
        if (rule is null or { Text.Length: 0 })
            return null;
        var compiled = ExpressionCompiler.Compile(rule.Text, withOffer ? _withOffer : _plain);
        foreach (var error in compiled.Errors)
            Fail(
                rule,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"expression {error.Line}:{error.Column}: {error.Message}{WithoutOffer(error.Message, withOffer)}"
                )
            );
        if (compiled.Value is not { } plan)
            return null;
        var before = _errors.Count;
        if (plan.Type.Kind != wanted && plan.Type.Kind != TypeKind.Any)
            Fail(rule, $"expected {expected}, found {plan.Type}");
        Fields(rule, plan.Needs);
        Names(rule, plan.Syntax);
        foreach (var id in plan.Needs.Segments.Where(s => !_segments.Contains(s)))
            Fail(rule, $"there is no segment '{id}'{Suggestion.Hint(id, _segments)}");
        var cost = Cost(rule, plan);
        var slots = Needs.Add(plan.Needs);
        var planned = new PlannedExpression(rule, plan, slots, cost)
        {
            Parts = withOffer && wanted == TypeKind.Boolean ? Parts(plan, slots) : [],
        };
        Planned.Add(planned);
        return _errors.Count == before ? planned : null;
    }

    private ImmutableArray<PlannedPart> Parts(ExpressionPlan plan, ImmutableArray<int> slots) =>
        plan.Syntax is LogicalSyntax { IsAnd: true } and
            ?
            [
                .. and
                    .Operands.Select(o => ExpressionCompiler.Compile(o, _withOffer).Value)
                    .OfType<ExpressionPlan>()
                    .Select(p => new PlannedPart(p, Needs.Add(p.Needs))),
            ]
            : [new(plan, slots)];

    private static string WithoutOffer(string message, bool withOffer) =>
        !withOffer && message.StartsWith($"'{RuleTypes.Offer}' is neither", StringComparison.Ordinal)
            ? "; the offer is known only where one is looked at: in an offer's or strategy's 'eligible' and in a formula"
            : "";

    private void Fields(RuleText rule, ExpressionNeeds needs)
    {
        foreach (var path in needs.EventFields)
            Field(rule, path, Math.Max(1, needs.HistoryNs));
        foreach (var path in needs.ContextFields)
        {
            if (path == RuleTypes.Event)
                Field(rule, "", 0);
            else if (path.StartsWith(RuleTypes.Event + ".", StringComparison.Ordinal))
                Field(rule, path[(RuleTypes.Event.Length + 1)..], 0);
        }
    }

    private void Field(RuleText rule, string path, long windowNs)
    {
        if (EventFieldPath.Project(_context.Schemas.Event, path, out var error) is { } field)
            Needs.Field(path, field, windowNs);
        else
            Fail(rule, $"this {error}");
    }

    // What must be known before the first event has to be written out.
    private void Names(RuleText rule, SyntaxNode node)
    {
        if (node is CallSyntax { Function: "inSegment", Arguments: [not LiteralSyntax { Value: string }] })
            Fail(rule, "the id of a segment must be written out as text: which segment depends on which is settled before the first event");
        if (node is ContextSyntax context)
            Fail(
                rule,
                $"'@{{{context.Type}}}' is not known in a rule set; the profile's fields stand bare, the current event is '{RuleTypes.Event}'"
            );
        foreach (var child in SyntaxChildren.Of(node))
            Names(rule, child);
    }

    private RuleCost Cost(RuleText rule, ExpressionPlan plan)
    {
        var limits = _context.Limits;
        var operations = plan.CostBound(limits.EventsPerPerson, limits.ItemsPerList);
        var growth = (double)plan.CostBound(2_000, limits.ItemsPerList) / plan.CostBound(1_000, limits.ItemsPerList);
        var kind =
            plan.Needs.HistoryNs == 0 ? CostClass.Event
            : growth > 2.5 ? CostClass.Search
            : CostClass.History;
        if (operations > limits.MaxOperations)
            Fail(
                rule,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"too expensive (class {kind}): up to {operations:N0} operations for a person with {limits.EventsPerPerson:N0} events, {limits.MaxOperations:N0} are allowed{Advice(kind)}"
                )
            );
        if (plan.Needs.HistoryNs == long.MaxValue)
            Fail(
                rule,
                $"looks at all events of a person ever, which would have to be kept for ever: add a bound such as 'timestamp occurs <= 90 days before now' to each condition on xEvent (at most {limits.MaxHistoryNs / NsPerDay} days)"
            );
        else if (plan.Needs.HistoryNs > limits.MaxHistoryNs)
            Fail(
                rule,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"looks {(double)plan.Needs.HistoryNs / NsPerDay:0.#} days back; at most {limits.MaxHistoryNs / NsPerDay} days of events are kept"
                )
            );
        return new(rule.Source.Path, kind, operations, plan.Needs.HistoryNs);
    }

    private static string Advice(CostClass kind) =>
        kind == CostClass.Search
            ? "; it compares events with one another: find the one that matters first, as in 'let L = xEvent[…].topN(timestamp, 1).head() in …'"
            : "";

    private void Fail(RuleText rule, string message) => _errors.Add(rule.Source, message);
}
