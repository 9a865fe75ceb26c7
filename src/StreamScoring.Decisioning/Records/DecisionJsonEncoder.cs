using System.Buffers;
using StreamScoring.Events.Scores;

namespace StreamScoring.Decisioning.Records;

/// <summary>
/// Writes decision records: an XDM decision event with one proposition, and under <c>_streamscoring.decision</c> the funnel, the losers, and what the decision rests on.
/// Shared by all lanes; allocates nothing but what the target needs to grow.
/// </summary>
/// <param name="layout">What the records have in common.</param>
public sealed class DecisionJsonEncoder(RecordLayout layout)
{
    private static readonly byte[][] Reasons = Words("ranked", "held", "explored", "fallback", "holdout", "consent", "none");
    private static readonly byte[][] Traffic = Words("contextual", "random", "noncontextual");
    private static readonly byte[][] Steps = Words(
        "collected",
        "inDate",
        "consented",
        "eligible",
        "uncapped",
        "inStock",
        "ranked",
        "chosen"
    );

    private static readonly byte[][] Lost = Words(
        "not-approved",
        "not-in-date",
        "held-out",
        "consent",
        "layer",
        "no-content",
        "not-eligible",
        "capped",
        "over-budget",
        "out-of-stock",
        "de-duplicated",
        "lost-on-rank"
    );

    private readonly RecordEnvelope _envelope = new(layout, RecordLayout.DecisionType);
    private readonly DecisionParts _parts = new(layout);

    /// <summary>Appends a record.</summary>
    /// <param name="target">Takes the bytes.</param>
    /// <param name="head">Whom it is about; the event's id must be there.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="scores">The scores by the positions of <see cref="Planning.RuleNeeds.Scores"/>, NaN where there is none.</param>
    /// <param name="inputsHash">Hash of everything else that the decision rests on; empty for none.</param>
    public void Encode(
        IBufferWriter<byte> target,
        in RecordHead head,
        Decision decision,
        ReadOnlySpan<double> scores,
        ReadOnlySpan<byte> inputsHash = default
    )
    {
        var sink = new ByteSink(target);
        Span<byte> id = stackalloc byte[PropositionId.Length];
        PropositionId.Write(id, head.EventId, _parts.Placements[decision.Placement], _parts.RuleSetHash);
        _envelope.Begin(ref sink);
        JsonText.Write(ref sink, head.EventId);
        sink.Write((byte)'/');
        sink.Write(_parts.Placements[decision.Placement]);
        _envelope.End(ref sink, head);
        sink.Write("\"_id\":\""u8);
        sink.Write(id);
        sink.Write("\",\"timestamp\":\""u8);
        sink.WriteTime(head.TimeNs);
        sink.Write("\","u8);
        RecordEnvelope.WriteIdentity(ref sink, head.Identity);
        sink.Write(",\"_experience\":{\"decisioning\":{\"propositionID\":\""u8);
        sink.Write(id);
        sink.Write("\",\"propositions\":[{"u8);
        WriteItems(ref sink, decision);
        WriteScope(ref sink, decision);
        sink.Write("}]}},\"_streamscoring\":{\"decision\":{\"eventId\":"u8);
        JsonText.WriteQuoted(ref sink, head.EventId);
        WriteOwn(ref sink, decision, scores);
        if (!inputsHash.IsEmpty)
        {
            sink.Write(",\"inputs\":"u8);
            JsonText.WriteQuoted(ref sink, inputsHash);
        }

        sink.Write("}}}}"u8);
        sink.Flush();
    }

    private void WriteItems(ref ByteSink sink, Decision decision)
    {
        var chosen = decision.Chosen;
        for (var i = 0; i < chosen.Count; i++)
        {
            var offer = chosen[i];
            sink.Write(i == 0 ? "\"items\":["u8 : ","u8);
            sink.Write(_parts.Items[offer.Offer]);
            if (offer.Rank >= 0 && double.IsFinite(offer.Rank))
            {
                sink.Write(",\"score\":"u8);
                sink.WriteNumber(offer.Rank);
            }

            sink.Write(_parts.Contents[decision.Placement][offer.Offer]);
            if (offer.Strategy < 0)
                sink.Write(",\"itemSelection\":{\"selectionDetail\":{\"selectionType\":\"fallback\"}}}"u8);
            else
            {
                sink.Write(_parts.Selections[offer.Strategy]);
                sink.Write(Traffic[(int)decision.TrafficType]);
                sink.Write("\"}}}"u8);
            }
        }

        if (chosen.Count > 0)
            sink.Write("],"u8);
    }

    private void WriteScope(ref ByteSink sink, Decision decision)
    {
        sink.Write(_parts.Scopes[decision.Placement]);
        sink.Write(",\"strategies\":[{\"step\":\"decisionPolicy\",\"strategyID\":"u8);
        sink.Write(_parts.PlacementNames[decision.Placement]);
        if (decision.Experiment >= 0)
        {
            sink.Write(",\"algorithmID\":"u8);
            sink.Write(_parts.Experiments[decision.Experiment]);
            sink.Write(",\"treatmentID\":"u8);
            sink.Write(_parts.Arms[decision.Experiment][decision.Arm]);
        }

        sink.Write(",\"trafficType\":\""u8);
        sink.Write(Traffic[(int)decision.TrafficType]);
        sink.Write("\"}"u8);
        var strategies = decision.Strategies;
        for (var i = 0; i < strategies.Count; i++)
        {
            sink.Write((byte)',');
            sink.Write(_parts.Steps[strategies[i]][(int)decision.TrafficType]);
        }

        sink.Write("]}"u8);
    }

    private void WriteOwn(ref ByteSink sink, Decision decision, ReadOnlySpan<double> scores)
    {
        sink.Write(",\"placement\":"u8);
        sink.Write(_parts.PlacementNames[decision.Placement]);
        sink.Write(",\"reason\":\""u8);
        sink.Write(Reasons[(int)decision.Reason]);
        sink.Write("\",\"trafficType\":\""u8);
        sink.Write(Traffic[(int)decision.TrafficType]);
        sink.Write("\",\"propensity\":"u8);
        sink.WriteNumber(decision.Propensity);
        if (decision.Experiment >= 0)
        {
            sink.Write(",\"experiment\":{\"id\":"u8);
            sink.Write(_parts.Experiments[decision.Experiment]);
            sink.Write(",\"arm\":"u8);
            sink.Write(_parts.Arms[decision.Experiment][decision.Arm]);
            sink.Write((byte)'}');
        }

        WriteFunnel(ref sink, decision);
        WriteLosers(ref sink, decision);
        WriteSegments(ref sink, decision);
        WriteScores(ref sink, scores);
        sink.Write(_parts.End);
        if (decision.ProfileOffset < 0)
            sink.Write("null"u8);
        else
        {
            sink.Write((byte)'"');
            sink.WriteNumber(decision.ProfileOffset);
            sink.Write((byte)'"');
        }
    }

    private static void WriteFunnel(ref ByteSink sink, Decision decision)
    {
        for (var i = 0; i < Steps.Length; i++)
        {
            sink.Write(i == 0 ? ",\"funnel\":{\""u8 : ",\""u8);
            sink.Write(Steps[i]);
            sink.Write("\":"u8);
            sink.WriteNumber(decision.Left((DecisionStep)i));
        }

        sink.Write((byte)'}');
    }

    private void WriteLosers(ref ByteSink sink, Decision decision)
    {
        sink.Write(",\"losers\":["u8);
        var losers = decision.Losers;
        for (var i = 0; i < losers.Count; i++)
        {
            var loser = losers[i];
            sink.Write(i == 0 ? "{\"offer\":"u8 : ",{\"offer\":"u8);
            sink.Write(_parts.Offers[loser.Offer]);
            sink.Write(",\"reason\":\""u8);
            sink.Write(Lost[(int)loser.Reason]);
            sink.Write((byte)'"');
            var names = loser.Reason switch
            {
                LoserReason.LostOnRank => _parts.Offers,
                LoserReason.DeDuplicated => _parts.PlacementNames,
                LoserReason.Layer => _parts.Experiments,
                _ => _parts.Texts,
            };
            if (loser.By >= 0)
            {
                sink.Write(",\"by\":"u8);
                sink.Write(names[loser.By]);
            }

            sink.Write((byte)'}');
        }

        sink.Write((byte)']');
    }

    private void WriteSegments(ref ByteSink sink, Decision decision)
    {
        sink.Write(",\"segments\":["u8);
        var segments = decision.Segments;
        for (var i = 0; i < segments.Count; i++)
        {
            if (i > 0)
                sink.Write((byte)',');
            sink.Write(_parts.Segments[segments[i]]);
        }

        sink.Write((byte)']');
    }

    private void WriteScores(ref ByteSink sink, ReadOnlySpan<double> scores)
    {
        sink.Write(",\"scores\":{"u8);
        for (var i = 0; i < _parts.Scores.Length; i++)
        {
            sink.Write(_parts.Scores[i]);
            var score = scores[_parts.ScoreOrder[i]];
            if (double.IsFinite(score))
                sink.WriteNumber(score);
            else
                sink.Write("null"u8);
        }

        sink.Write(_parts.Scores.Length > 0 ? "}}"u8 : "}"u8);
    }

    private static byte[][] Words(params string[] words) => [.. words.Select(RecordLayout.Utf8)];
}
