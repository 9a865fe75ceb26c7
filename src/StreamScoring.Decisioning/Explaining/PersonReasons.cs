namespace StreamScoring.Decisioning.Explaining;

/// <summary>Why a person is in a segment, or not.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="SinceNs">Since when the person is in it, ns of event time; null when not.</param>
/// <param name="ReadsEvent">Whether it looks at the current event, so that between events it stays as it was.</param>
/// <param name="Reasons">Why its condition holds or not.</param>
public sealed record SegmentReasons(string Segment, string Name, long? SinceNs, bool ReadsEvent, ConditionReasons Reasons)
{
    /// <summary>When it may change although nothing but time passes, as far as its predicates tell, ns of event time; null for never.</summary>
    public long? UntilNs => Reasons.Because.Min(p => p.TurnsAtNs);
}

/// <summary>A count of an offer against its limit.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Limit">The limit, in words.</param>
/// <param name="Count">What was counted.</param>
/// <param name="Most">The most there may be.</param>
public sealed record CapStanding(string Offer, string Limit, long Count, long Most);

/// <summary>An offer that a placement goes on showing.</summary>
/// <param name="Placement">The placement.</param>
/// <param name="Offer">The offer.</param>
/// <param name="UntilNs">Until when, ns of event time.</param>
public sealed record HoldStanding(string Placement, string Offer, long UntilNs);

/// <summary>The score of a rule.</summary>
/// <param name="Text">Service, output and window.</param>
/// <param name="Value">The score; NaN where there is none.</param>
public sealed record ScoreStanding(string Text, double Value);

/// <summary>All that rules know of a person at a moment.</summary>
/// <param name="NowNs">The moment, ns of event time.</param>
/// <param name="ClockNs">The newest time of the person's events.</param>
/// <param name="Segments">The segments, in the order of evaluation.</param>
/// <param name="Events">How many events are kept.</param>
/// <param name="FirstNs">The time of the oldest of them; null without any.</param>
/// <param name="LastNs">The time of the newest of them; null without any.</param>
/// <param name="Scores">The scores that rules read.</param>
/// <param name="Caps">Caps per profile.</param>
/// <param name="Holds">What placements hold.</param>
/// <param name="NextNs">When time alone makes rules look again; null for never.</param>
public sealed record PersonReasons(
    long NowNs,
    long ClockNs,
    IReadOnlyList<SegmentReasons> Segments,
    int Events,
    long? FirstNs,
    long? LastNs,
    IReadOnlyList<ScoreStanding> Scores,
    IReadOnlyList<CapStanding> Caps,
    IReadOnlyList<HoldStanding> Holds,
    long? NextNs
);
