using StreamScoring.Decisioning.History;
using StreamScoring.Decisioning.Offers;

namespace StreamScoring.Decisioning.Deciding;

/// <summary>What a lane decides with, beside the rule set.</summary>
public sealed record DecisionOptions
{
    /// <summary>What bounds a person's stored events.</summary>
    public HistoryLimits History { get; init; } = HistoryLimits.Default;

    /// <summary>The partition's part of what is counted over all people.</summary>
    public DecisionShare Share { get; init; } = DecisionShare.Whole;

    /// <summary>
    /// Of 100 events, how many have their segments evaluated one by one, too, to be compared with what the index found. Which are sampled is a hash of the event's id.
    /// </summary>
    public double VerifyPercent { get; init; }

    /// <summary>
    /// How far behind the largest event time of the partition timers of idle people fire, ns: at least as much as a person's events come out of order, else a transition
    /// may be published that a late event makes undone. No decision depends on it.
    /// </summary>
    public long WatermarkDelayNs { get; init; } = 5 * 60 * 1_000_000_000L;
}
