using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;
using StreamScoring.Expressions.Checking;

namespace StreamScoring.Decisioning.Planning;

/// <summary>A rule set, checked and ready to run. Immutable, shared by all lanes.</summary>
public sealed class RuleSetPlan
{
    private string? _hash;
    private string? _pinned;

    internal RuleSetPlan(RuleSetDocument document) => Document = document;

    /// <summary>The document.</summary>
    public RuleSetDocument Document { get; }

    /// <summary>The rule set's name.</summary>
    public string Name => Document.Name;

    /// <summary>The content hash of <see cref="Pinned"/>: the revision.</summary>
    public string Hash => _hash ??= CanonicalForm.ContentHash(Pinned);

    /// <summary>The canonical text of the document, in which the files of lookup tables are named by the hash of their content.</summary>
    public string Pinned => _pinned ??= CanonicalForm.Of(TablePlanner.Pin(Document, Tables));

    /// <summary>The lookup tables, in the order of the document.</summary>
    public IReadOnlyList<PlannedTable> Tables { get; init; } = [];

    /// <summary>The segments, each after those it depends on; otherwise in the order of the document.</summary>
    public required IReadOnlyList<PlannedSegment> Segments { get; init; }

    /// <summary>The offers, in the order of the document, as all below.</summary>
    public required IReadOnlyList<PlannedOffer> Offers { get; init; }

    /// <summary>The strategies.</summary>
    public required IReadOnlyList<PlannedStrategy> Strategies { get; init; }

    /// <summary>The placements.</summary>
    public required IReadOnlyList<PlannedPlacement> Placements { get; init; }

    /// <summary>The experiments.</summary>
    public required IReadOnlyList<PlannedExperiment> Experiments { get; init; }

    /// <summary>What must be read and kept.</summary>
    public required RuleNeeds Needs { get; init; }

    /// <summary>What each expression costs, in the order of the document.</summary>
    public required IReadOnlyList<RuleCost> Costs { get; init; }

    /// <summary>All expressions, in the order in which they were planned.</summary>
    public required IReadOnlyList<PlannedExpression> Expressions { get; init; }

    /// <summary>What expressions of segments can refer to.</summary>
    internal ExpressionSchema Expressed { get; init; } = ExpressionSchema.Open;
}
