namespace StreamScoring.Decisioning.Records;

/// <summary>Whether a person is in a segment, as XDM has it.</summary>
public enum MembershipStatus : byte
{
    /// <summary>Never was in it, or nothing is known.</summary>
    None,

    /// <summary>Enters it.</summary>
    Realized,

    /// <summary>Stays in it.</summary>
    Existing,

    /// <summary>Leaves it.</summary>
    Exited,
}

/// <summary>Why memberships changed.</summary>
public enum ChangeReason : byte
{
    /// <summary>An event.</summary>
    Event,

    /// <summary>Time went by.</summary>
    Timer,

    /// <summary>The rule set changed.</summary>
    DefinitionChanged,
}

/// <summary>A person's standing in a segment.</summary>
/// <param name="Segment">Position in <see cref="Planning.RuleSetPlan.Segments"/>.</param>
/// <param name="Status">The standing; not <see cref="MembershipStatus.None"/>.</param>
/// <param name="SinceNs">When it was last entered (or left), ns of event time.</param>
/// <param name="ValidUntilNs">Up to when it holds if nothing happens, ns of event time; <see cref="long.MaxValue"/> when that is not known.</param>
/// <param name="Score">The score that goes with it; NaN for none.</param>
public readonly record struct Membership(int Segment, MembershipStatus Status, long SinceNs, long ValidUntilNs, double Score);

/// <summary>A transition.</summary>
/// <param name="Segment">Position in <see cref="Planning.RuleSetPlan.Segments"/>.</param>
/// <param name="From">The status before.</param>
/// <param name="To">The status after.</param>
public readonly record struct MembershipChange(int Segment, MembershipStatus From, MembershipStatus To);
