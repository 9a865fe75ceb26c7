namespace StreamScoring.Decisioning.Planning;

/// <summary>Where a profile says what the person agreed to. The value <c>n</c> is a refusal; anything else, and nothing, is none.</summary>
public static class Consent
{
    /// <summary>Whether data may be kept: a refusal keeps no state.</summary>
    public const string Collect = "consents.collect.val";

    /// <summary>Whether content may be chosen for the person: a refusal gives the fallback.</summary>
    public const string Personalize = "consents.personalize.content.val";

    /// <summary>The value of a refusal.</summary>
    public const string Refused = "n";
}
