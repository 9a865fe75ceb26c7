using System.Buffers.Binary;
using System.Text;
using StreamScoring.Decisioning.Experiments;
using StreamScoring.Decisioning.History;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Offers;

/// <summary>
/// Remembers which propositions had offers of which displays or interactions count, and counts what applications report of them. A report counts for each offer of its
/// proposition, once an event. One a lane.
/// </summary>
internal sealed class ReportedOffers
{
    private const int IdBytes = 16;

    private readonly OfferLimits[] _limits;
    private readonly ShownOffers? _shown;
    private readonly ulong[] _offerIds;
    private readonly byte[][] _placements;
    private readonly byte[] _ruleSet;
    private EventBatch? _batch;
    private ListColumn? _ids;

    public ReportedOffers(RuleSetPlan plan, OfferLimits[] limits, StateLayout layout)
    {
        _limits = limits;
        _shown = Array.Exists(limits, l => l.IsReported) ? ShownOffers.In(layout) : null;
        _offerIds = [.. plan.Offers.Select(o => Ids.Of(o.Offer.Id))];
        _placements = [.. plan.Placements.Select(p => Encoding.UTF8.GetBytes(p.Placement.Id))];
        _ruleSet = Encoding.UTF8.GetBytes(plan.Hash);
    }

    /// <summary>Remembers a decision's proposition, if any of its offers is reported on.</summary>
    public void Remember(Decision decision, KeyedState state, int entry, ReadOnlySpan<byte> eventId)
    {
        if (_shown is null || entry < 0)
            return;
        var (high, low) = (0UL, 0UL);
        for (var i = 0; i < decision.Chosen.Count; i++)
        {
            var offer = decision.Chosen[i].Offer;
            if (!_limits[offer].IsReported)
                continue;
            if ((high, low) == (0, 0))
                (high, low) = IdOf(decision.Placement, eventId);
            _shown.Add(state, entry, new(high, low, _offerIds[offer]));
        }
    }

    /// <summary>Counts what an event reports.</summary>
    public void Count(KeyedState state, int entry, in DecisionMoment moment)
    {
        if (_shown is null || entry < 0 || WhatOf(moment.Batch.EventTypes[moment.Row]) is not { } what)
            return;
        if (!ReferenceEquals(_batch, moment.Batch))
            (_batch, _ids) = (moment.Batch, (ListColumn)EventColumns.Of(moment.Batch, PropositionFields.Ids));
        var (start, length) = _ids!.Range(moment.Row);
        var texts = (TextColumn)_ids.Items;
        for (var i = start; i < start + length; i++)
        {
            if (TryRead(texts[i], out var high, out var low) && !IsRepeated(texts, start, i))
                Count(what, state, entry, moment.NowNs, high, low);
        }
    }

    private void Count(CapCounts what, KeyedState state, int entry, long nowNs, ulong high, ulong low)
    {
        for (var i = 0; i < _shown!.Count(state, entry); i++)
        {
            var shown = _shown.At(state, entry, i);
            if (shown.IdHigh == high && shown.IdLow == low && Array.IndexOf(_offerIds, shown.Offer) is >= 0 and var offer)
                _limits[offer].Count(what, state, entry, nowNs);
        }
    }

    private (ulong High, ulong Low) IdOf(int placement, ReadOnlySpan<byte> eventId)
    {
        Span<byte> text = stackalloc byte[PropositionId.Length];
        PropositionId.Write(text, eventId, _placements[placement], _ruleSet);
        return TryRead(text, out var high, out var low) ? (high, low) : default;
    }

    private static bool IsRepeated(TextColumn texts, int start, int at)
    {
        for (var i = start; i < at; i++)
        {
            if (texts[i].SequenceEqual(texts[at]))
                return true;
        }

        return false;
    }

    private static bool TryRead(ReadOnlySpan<byte> text, out ulong high, out ulong low)
    {
        Span<byte> id = stackalloc byte[IdBytes];
        var isId =
            text.Length == PropositionId.Length && Convert.FromHexString(text, id, out _, out _) == System.Buffers.OperationStatus.Done;
        (high, low) = isId ? (BinaryPrimitives.ReadUInt64BigEndian(id), BinaryPrimitives.ReadUInt64BigEndian(id[8..])) : default;
        return isId;
    }

    private static CapCounts? WhatOf(ReadOnlySpan<byte> eventType) =>
        eventType.SequenceEqual("decisioning.propositionDisplay"u8) ? CapCounts.Display
        : eventType.SequenceEqual("decisioning.propositionInteract"u8) ? CapCounts.Interact
        : null;
}
