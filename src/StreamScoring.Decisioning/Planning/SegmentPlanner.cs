using System.Collections.Immutable;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Plans the segments and puts each after those it depends on.</summary>
internal sealed class SegmentPlanner(RuleSetDocument document, ExpressionPlanner expressions, DocumentErrors errors)
{
    private const int MaxDepth = 100;

    private readonly Dictionary<string, (SegmentRule Rule, PlannedExpression? When, PlannedExpression? Score)> _byId = new(
        StringComparer.Ordinal
    );
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly List<PlannedSegment> _ordered = [];
    private readonly List<string> _path = [];

    /// <summary>The segments in order; those with errors, and those that depend on them, are left out.</summary>
    public IReadOnlyList<PlannedSegment> Plan()
    {
        foreach (var rule in document.Segments)
            _byId[rule.Id] = (rule, expressions.Condition(rule.When), expressions.Number(rule.Score));
        foreach (var rule in document.Segments)
            Place(rule.Id);
        return _ordered;
    }

    // Depth first in the order of the document. A cycle is reported once, at the segment that closes it.
    private int Place(string id)
    {
        if (_positions.TryGetValue(id, out var known))
            return known;
        var at = _path.IndexOf(id);
        if (at >= 0)
        {
            errors.Add(
                _byId[_path[^1]].Rule.Source,
                $"segments depend on one another in a circle: {string.Join(" → ", _path.Skip(at).Append(id))}; one of them must do without"
            );
            return -1;
        }

        var (rule, when, score) = _byId[id];
        if (_path.Count >= MaxDepth)
        {
            errors.Add(rule.Source, $"segments depend on one another more than {MaxDepth} deep here");
            return _positions[id] = -1;
        }

        _path.Add(id);
        var dependsOn = Asked(when)
            .Concat(Asked(score))
            .Where(_byId.ContainsKey)
            .Distinct(StringComparer.Ordinal)
            .Select(Place)
            .ToImmutableArray();
        _path.RemoveAt(_path.Count - 1);
        if (when is null || dependsOn.Contains(-1))
            return _positions[id] = -1;
        _ordered.Add(new(rule, when, score, dependsOn, Hash(when, score, dependsOn)));
        return _positions[id] = _ordered.Count - 1;
    }

    private static IReadOnlyList<string> Asked(PlannedExpression? expression) => expression?.Plan.Needs.Segments ?? [];

    // A segment that is asked for stands in the text by its meaning where that is easy, so that a new name is no change; a new meaning of it always is one.
    private string Hash(PlannedExpression when, PlannedExpression? score, ImmutableArray<int> dependsOn)
    {
        var parts = new[] { when, score }.Select(e => e is null ? "" : SyntaxPrinter.Print(ByMeaning(e.Plan.Syntax)));
        return CanonicalForm.ContentHash(DocumentBuilding.Node(parts.Concat(dependsOn.Select(d => _ordered[d].Hash))));
    }

    private SyntaxNode ByMeaning(SyntaxNode node) =>
        node switch
        {
            CallSyntax { Function: "inSegment", Arguments: [LiteralSyntax { Value: string id }] } call
                when _positions.TryGetValue(id, out var at) && at >= 0 => call with
            {
                Arguments = [new LiteralSyntax(_ordered[at].Hash)],
            },
            LogicalSyntax logical => logical with { Operands = [.. logical.Operands.Select(ByMeaning)] },
            UnarySyntax unary => unary with { Operand = ByMeaning(unary.Operand) },
            _ => node,
        };
}
