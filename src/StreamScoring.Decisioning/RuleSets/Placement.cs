using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets;

/// <summary>A place where offers are shown.</summary>
/// <param name="Id">The id.</param>
/// <param name="When">For which events a decision is made.</param>
/// <param name="Items">How many offers it shows.</param>
/// <param name="Distinct">Placements of one event with the same group never show the same offer; null for no group.</param>
/// <param name="Strategies">The strategies, tried in order until the placement is full.</param>
/// <param name="Fallback">The offer that is shown when no other is; null for none.</param>
/// <param name="Source">Where it stands.</param>
public sealed record Placement(
    string Id,
    RuleText When,
    int Items,
    string? Distinct,
    IReadOnlyList<string> Strategies,
    string? Fallback,
    DocumentMap Source
)
{
    /// <summary>The word for no fallback.</summary>
    public const string NoFallback = "none";
}
