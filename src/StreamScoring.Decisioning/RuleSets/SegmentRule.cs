using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets;

/// <summary>Who belongs to a segment.</summary>
/// <param name="Id">The id, by which expressions and records name it.</param>
/// <param name="Name">The name for people; the id when none is given.</param>
/// <param name="When">Holds for members.</param>
/// <param name="Score">A number that goes out with the membership, or null.</param>
/// <param name="Source">Where it stands.</param>
public sealed record SegmentRule(string Id, string Name, RuleText When, RuleText? Score, DocumentNode Source);
