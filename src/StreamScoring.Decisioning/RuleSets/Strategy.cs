using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets;

/// <summary>By what offers are ranked, the highest first; equal ones by priority, then by id.</summary>
public enum RankKind : byte
{
    /// <summary>Their priority.</summary>
    Priority,

    /// <summary>The number that an expression gives for each of them.</summary>
    Formula,

    /// <summary>A score.</summary>
    Score,
}

/// <summary>How offers are ranked.</summary>
/// <param name="Kind">By what.</param>
/// <param name="Formula">The expression of <see cref="RankKind.Formula"/>; null otherwise.</param>
/// <param name="Service">The service of <see cref="RankKind.Score"/>; null otherwise.</param>
/// <param name="Output">The service's output; null when each offer is ranked by the output that bears its id.</param>
/// <param name="Source">Where it stands.</param>
public sealed record Ranking(RankKind Kind, RuleText? Formula, string? Service, string? Output, DocumentNode Source);

/// <summary>Chooses among a collection of offers.</summary>
/// <param name="Id">The id.</param>
/// <param name="Collect">An offer with any of these tags is a candidate.</param>
/// <param name="Eligible">A condition on top of the offers' own; null for none.</param>
/// <param name="Rank">How candidates are ranked.</param>
/// <param name="ExploreShare">The share of decisions in which the choice is made by chance, 0 to 1.</param>
/// <param name="Source">Where it stands.</param>
public sealed record Strategy(
    string Id,
    IReadOnlyList<string> Collect,
    RuleText? Eligible,
    Ranking Rank,
    double ExploreShare,
    DocumentMap Source
);
