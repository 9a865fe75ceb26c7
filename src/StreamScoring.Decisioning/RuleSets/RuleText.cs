using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets;

/// <summary>An expression as it stands in a rule set.</summary>
/// <param name="Text">The text; empty where it is missing or no text, which reading has then reported.</param>
/// <param name="Source">Where it stands.</param>
public sealed record RuleText(string Text, DocumentNode Source);
