using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets;

/// <summary>People who never get an offer, so that the whole can be measured against them.</summary>
/// <param name="Share">The share of identities, 0 to 1.</param>
/// <param name="Salt">What is hashed together with the identity.</param>
/// <param name="Source">Where it stands.</param>
public sealed record HoldoutRule(double Share, string Salt, DocumentNode Source);
