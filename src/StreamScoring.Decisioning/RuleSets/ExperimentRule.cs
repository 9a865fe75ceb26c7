using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets;

/// <summary>One way to decide, in an experiment.</summary>
/// <param name="Name">The name.</param>
/// <param name="Weight">Its share of the experiment's people, relative to the others.</param>
/// <param name="Strategies">What stands in place of the placement's strategies.</param>
/// <param name="Source">Where it stands.</param>
public sealed record ArmRule(string Name, int Weight, IReadOnlyList<string> Strategies, DocumentMap Source);

/// <summary>Compares ways to decide in some placements. A person is always in the same arm.</summary>
public sealed record ExperimentRule
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The layer, or null. A person takes part in at most one experiment of a layer.</summary>
    public string? Layer { get; init; }

    /// <summary>The part of the layer's people (or of all) who take part: from this, included, 0 to 1.</summary>
    public double RangeFrom { get; init; }

    /// <summary>The part of the layer's people (or of all) who take part: to this, not included.</summary>
    public double RangeTo { get; init; } = 1;

    /// <summary>What is hashed together with the identity to choose the arm.</summary>
    public required string Salt { get; init; }

    /// <summary>From when on, ns of event time, included; null for always.</summary>
    public long? FromNs { get; init; }

    /// <summary>Until when, ns of event time, not included; null for ever.</summary>
    public long? UntilNs { get; init; }

    /// <summary>The arms.</summary>
    public required IReadOnlyList<ArmRule> Arms { get; init; }

    /// <summary>The placements in which it decides.</summary>
    public required IReadOnlyList<string> Placements { get; init; }

    /// <summary>Who takes part; null for everyone.</summary>
    public RuleText? When { get; init; }

    /// <summary>Where it stands.</summary>
    public required DocumentMap Source { get; init; }
}

/// <summary>A layer: its experiments exclude one another.</summary>
/// <param name="Id">The id.</param>
/// <param name="Salt">What is hashed together with the identity to place a person in the layer.</param>
/// <param name="Source">Where it stands.</param>
public sealed record LayerRule(string Id, string Salt, DocumentNode Source);
