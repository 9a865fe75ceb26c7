using StreamScoring.Events;
using StreamScoring.Events.Scores;

namespace StreamScoring.Decisioning.Deciding;

/// <summary>An event to decide on. The spans are UTF-8 and live as long as the call.</summary>
public readonly ref struct DecisionEvent
{
    /// <summary>Where its fields are: the projection has all of <see cref="DecisionPlan.Fields"/>.</summary>
    public required EventBatch Batch { get; init; }

    /// <summary>Its row there.</summary>
    public required int Row { get; init; }

    /// <summary>The entry of its key; -1 without identity.</summary>
    public required int Entry { get; init; }

    /// <summary>Its id: <c>_id</c>, else the place it came from.</summary>
    public required ReadOnlySpan<byte> EventId { get; init; }

    /// <summary>The key's clock with the event counted in, ns since the epoch.</summary>
    public required long NowNs { get; init; }

    /// <summary>Where it stands in the contract topic.</summary>
    public required ScorePosition Position { get; init; }

    /// <summary>Its scores, one for each of <see cref="DecisionPlan.Sources"/>, NaN where there is none.</summary>
    public required ReadOnlySpan<double> Scores { get; init; }
}
