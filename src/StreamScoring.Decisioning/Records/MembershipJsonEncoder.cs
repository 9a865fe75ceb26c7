using System.Buffers;
using StreamScoring.Events.Scores;

namespace StreamScoring.Decisioning.Records;

/// <summary>
/// Writes membership records: the whole <c>segmentMembership</c> of a person in XDM's shape, and what changed and why under <c>_streamscoring.membership</c>. Shared by
/// all lanes; allocates nothing but what the target needs to grow.
/// </summary>
public sealed class MembershipJsonEncoder
{
    private static readonly byte[][] Statuses = ["none"u8.ToArray(), "realized"u8.ToArray(), "existing"u8.ToArray(), "exited"u8.ToArray()];
    private static readonly byte[][] Reasons = ["event"u8.ToArray(), "timer"u8.ToArray(), "definition-changed"u8.ToArray()];

    private readonly RecordEnvelope _envelope;
    private readonly byte[][] _segments;
    private readonly byte[] _revisions;
    private readonly byte[] _ruleSet;

    /// <summary>An encoder of that layout.</summary>
    public MembershipJsonEncoder(RecordLayout layout)
    {
        _envelope = new(layout, RecordLayout.MembershipType);
        _segments = [.. layout.Rules.Segments.Select(s => RecordLayout.Utf8(RecordLayout.Quoted(s.Rule.Id)))];
        _revisions = RecordLayout.Utf8($"],\"revisions\":{layout.Revisions}}}}}}}}}");
        _ruleSet = RecordLayout.Utf8(layout.RuleSetHash);
    }

    /// <summary>
    /// Appends a record. Its id is a function of the event and of what is written (or, of a timer, of identity and moment; of a changed definition, of identity and rule
    /// set). Throws <see cref="ArgumentException"/> when an event is the reason and <see cref="RecordHead.EventId"/> is empty.
    /// </summary>
    /// <param name="target">Takes the bytes.</param>
    /// <param name="head">Whom it is about.</param>
    /// <param name="reason">Why all of the changes came about.</param>
    /// <param name="memberships">Everything that is known of the person, in the order of the segments, what was just left included.</param>
    /// <param name="changes">What changed, in the order of the segments.</param>
    public void Encode(
        IBufferWriter<byte> target,
        in RecordHead head,
        ChangeReason reason,
        ReadOnlySpan<Membership> memberships,
        ReadOnlySpan<MembershipChange> changes
    )
    {
        if (reason == ChangeReason.Event && head.EventId.IsEmpty)
            throw new ArgumentException("a record that an event caused needs the event's id", nameof(head));
        var sink = new ByteSink(target);
        _envelope.Begin(ref sink);
        WriteId(ref sink, head, reason);
        _envelope.End(ref sink, head);
        RecordEnvelope.WriteIdentity(ref sink, head.Identity);
        sink.Write(",\"segmentMembership\":{\"streamscoring\":{"u8);
        for (var i = 0; i < memberships.Length; i++)
        {
            if (i > 0)
                sink.Write((byte)',');
            WriteMembership(ref sink, memberships[i]);
        }

        sink.Write("}},\"_streamscoring\":{\"membership\":{\"time\":\""u8);
        sink.WriteTime(head.TimeNs);
        sink.Write("\",\"changed\":["u8);
        for (var i = 0; i < changes.Length; i++)
        {
            if (i > 0)
                sink.Write((byte)',');
            WriteChange(ref sink, changes[i], head, reason);
        }

        sink.Write(_revisions);
        sink.Flush();
    }

    private void WriteId(ref ByteSink sink, in RecordHead head, ChangeReason reason)
    {
        if (reason == ChangeReason.Event)
        {
            JsonText.Write(ref sink, head.EventId);
            sink.Write("/memberships"u8);
            return;
        }

        JsonText.Write(ref sink, head.Identity);
        sink.Write((byte)'/');
        if (reason == ChangeReason.Timer)
            sink.WriteTime(head.TimeNs);
        else
            sink.Write(_ruleSet);
    }

    private void WriteMembership(ref ByteSink sink, in Membership membership)
    {
        sink.Write(_segments[membership.Segment]);
        sink.Write(":{\"status\":\""u8);
        sink.Write(Statuses[(int)membership.Status]);
        sink.Write("\",\"lastQualificationTime\":\""u8);
        sink.WriteTime(membership.SinceNs);
        if (membership.ValidUntilNs != long.MaxValue)
        {
            sink.Write("\",\"validUntil\":\""u8);
            sink.WriteTime(membership.ValidUntilNs);
        }

        sink.Write((byte)'"');
        if (double.IsFinite(membership.Score))
            WritePayload(ref sink, membership.Score);
        sink.Write((byte)'}');
    }

    // XDM's propensity is more than 0 and at most 1; what is not goes out as a plain number.
    private static void WritePayload(ref ByteSink sink, double score)
    {
        sink.Write(
            score is > 0 and <= 1
                ? ",\"payload\":{\"payloadType\":\"propensity\",\"payloadPropensityValue\":"u8
                : ",\"payload\":{\"payloadType\":\"number\",\"payloadNumberValue\":"u8
        );
        sink.WriteNumber(score);
        sink.Write((byte)'}');
    }

    private void WriteChange(ref ByteSink sink, in MembershipChange change, in RecordHead head, ChangeReason reason)
    {
        sink.Write("{\"segment\":"u8);
        sink.Write(_segments[change.Segment]);
        sink.Write(",\"from\":\""u8);
        sink.Write(Statuses[(int)change.From]);
        sink.Write("\",\"to\":\""u8);
        sink.Write(Statuses[(int)change.To]);
        sink.Write("\",\"reason\":\""u8);
        sink.Write(Reasons[(int)reason]);
        sink.Write((byte)'"');
        if (reason != ChangeReason.DefinitionChanged)
        {
            sink.Write(",\"cause\":\""u8);
            if (reason == ChangeReason.Event)
                JsonText.Write(ref sink, head.EventId);
            else
                sink.WriteTime(head.TimeNs);
            sink.Write((byte)'"');
        }

        sink.Write((byte)'}');
    }
}
