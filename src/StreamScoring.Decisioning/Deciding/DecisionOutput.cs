using StreamScoring.Decisioning.Records;

namespace StreamScoring.Decisioning.Deciding;

/// <summary>Takes what a lane's rules come to, in the order in which it comes about. Everything given is valid during the call only.</summary>
public abstract class DecisionOutput
{
    /// <summary>A person entered or left segments.</summary>
    /// <param name="head">Who, when and because of what.</param>
    /// <param name="reason">Why.</param>
    /// <param name="memberships">Everything that is known of the person, in the order of the segments, what was just left included.</param>
    /// <param name="changes">What changed, in the order of the segments; empty when the person was only in segments that the rule set does not have any more.</param>
    public abstract void Changed(
        in RecordHead head,
        ChangeReason reason,
        ReadOnlySpan<Membership> memberships,
        ReadOnlySpan<MembershipChange> changes
    );

    /// <summary>A placement was decided. The scores are those of <see cref="Planning.RuleNeeds.Scores"/>.</summary>
    public abstract void Decided(in RecordHead head, Decision decision, ReadOnlySpan<double> scores);

    /// <summary>An event's segments were also evaluated one by one.</summary>
    /// <param name="head">Whom and which event.</param>
    /// <param name="segment">The first segment on which the index had something else, by position; -1 when it had none. The evaluation counts.</param>
    public virtual void Verified(in RecordHead head, int segment) { }

    /// <summary>A person agreed no longer that anything be kept; what was known is gone.</summary>
    public abstract void Forgotten(ReadOnlySpan<byte> identity);
}
