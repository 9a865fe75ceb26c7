using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets;

/// <summary>Where an offer is in its life. Only approved ones are shown.</summary>
public enum OfferStatus : byte
{
    /// <summary>In work.</summary>
    Draft,

    /// <summary>Can be shown.</summary>
    Approved,

    /// <summary>Was shown once.</summary>
    Archived,
}

/// <summary>Something that can be shown.</summary>
public sealed record Offer
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The name for people; the id when none is given.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it can be shown.</summary>
    public required OfferStatus Status { get; init; }

    /// <summary>Orders offers where a strategy ranks by priority, and offers of equal rank everywhere; the highest wins.</summary>
    public required int Priority { get; init; }

    /// <summary>From when on it can be shown, ns of event time, included; null for always.</summary>
    public long? FromNs { get; init; }

    /// <summary>Until when it can be shown, ns of event time, not included; null for ever.</summary>
    public long? UntilNs { get; init; }

    /// <summary>The tags by which strategies collect it.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What formulas can read as <c>offer.attributes.…</c>: scalars by name.</summary>
    public IReadOnlyList<(string Name, DocumentScalar Value)> Attributes { get; init; } = [];

    /// <summary>Whom it may be shown; null for everyone.</summary>
    public RuleText? Eligible { get; init; }

    /// <summary>How often it may be shown.</summary>
    public IReadOnlyList<OfferCap> Caps { get; init; } = [];

    /// <summary>How many decisions there may be in all; null without bound.</summary>
    public long? Budget { get; init; }

    /// <summary>How many there are: like the budget, but exact, and closed when in doubt; null without bound.</summary>
    public long? Stock { get; init; }

    /// <summary>For how long it stays once shown, while still eligible, ns of event time; 0 for not at all.</summary>
    public long HoldNs { get; init; }

    /// <summary>What is shown, by placement or <see cref="OfferContent.Anywhere"/>. Empty when applications know themselves what to show; then it fits every placement.</summary>
    public IReadOnlyList<OfferContent> Content { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public required DocumentMap Source { get; init; }

    /// <summary>What is shown in a placement: its own content, else that for anywhere, else null.</summary>
    public OfferContent? ContentFor(string placement) =>
        Content.FirstOrDefault(c => string.Equals(c.Placement, placement, StringComparison.Ordinal))
        ?? Content.FirstOrDefault(c => string.Equals(c.Placement, OfferContent.Anywhere, StringComparison.Ordinal));

    /// <summary>Whether it can stand in a placement.</summary>
    public bool Fits(string placement) => Content.Count == 0 || ContentFor(placement) is not null;
}
