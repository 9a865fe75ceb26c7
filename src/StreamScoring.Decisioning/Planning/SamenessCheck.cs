using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Warns of conditions that are the same for everybody, and of segments that say the same as another.</summary>
internal sealed class SamenessCheck(RuleSetDocument document, ExpressionPlanner expressions, DocumentErrors errors)
{
    private readonly Dictionary<string, bool> _segments = new(StringComparer.Ordinal);

    // Two rules may read alike; each stands at a node of its own.
    private readonly Dictionary<RuleText, PlannedExpression> _planned = expressions.Planned.ToDictionary(e => e.Rule);

    public void Run(IReadOnlyList<PlannedSegment> segments)
    {
        var byMeaning = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var segment in segments)
        {
            if (Truth(segment.When.Rule, false) is { } truth)
            {
                _segments[segment.Rule.Id] = truth;
                errors.Warn(
                    segment.Rule.When.Source,
                    $"this is always {Word(truth)}: segment '{segment.Rule.Id}' has {(truth ? "everybody" : "nobody")} in it"
                );
            }

            var meaning = Canonical(segment.When.Plan.Syntax);
            if (!byMeaning.TryAdd(meaning, segment.Rule.Id))
                errors.Warn(segment.Rule.When.Source, $"segment '{segment.Rule.Id}' says the same as segment '{byMeaning[meaning]}'");
        }

        foreach (var placement in document.Placements)
            Warn(placement.When, false, "every event is decided on", "nothing is ever decided here");
        foreach (var offer in document.Offers)
            Warn(offer.Eligible, true, "leave out 'eligible'", "this offer is never shown");
        foreach (var strategy in document.Strategies)
            Warn(strategy.Eligible, true, "leave out 'eligible'", "this strategy never has an offer");
        foreach (var experiment in document.Experiments)
            Warn(experiment.When, false, "leave out 'when'", "nobody takes part");
    }

    private void Warn(RuleText? rule, bool withOffer, string whenTrue, string whenFalse)
    {
        if (rule is not null && Truth(rule, withOffer) is { } truth)
            errors.Warn(rule.Source, $"this is always {Word(truth)}: {(truth ? whenTrue : whenFalse)}");
    }

    private bool? Truth(RuleText rule, bool withOffer) =>
        _planned.TryGetValue(rule, out var planned)
            ? new Truths(
                id => _segments.TryGetValue(id, out var known) ? known : null,
                operand => expressions.IsSingle(operand, withOffer)
            ).Of(planned.Plan.Syntax)
            : null;

    private static string Word(bool truth) => truth ? "true" : "false";

    // The order in which conditions are joined does not matter.
    private static string Canonical(SyntaxNode node) => SyntaxPrinter.Print(Sorted(node));

    private static SyntaxNode Sorted(SyntaxNode node) =>
        node switch
        {
            LogicalSyntax logical => logical with
            {
                Operands =
                [
                    .. logical
                        .Operands.Select(Sorted)
                        .DistinctBy(SyntaxPrinter.Print, StringComparer.Ordinal)
                        .OrderBy(SyntaxPrinter.Print, StringComparer.Ordinal),
                ],
            },
            UnarySyntax unary => unary with { Operand = Sorted(unary.Operand) },
            _ => node,
        };
}
