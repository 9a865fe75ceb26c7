using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Offers;

/// <summary>How far each collected offer comes: still a candidate, or out, why, and by what. One a lane.</summary>
internal sealed class OfferStandings
{
    private readonly RuleSetPlan _plan;
    private readonly Eligibility _eligibility;
    private readonly DecisionInputs _inputs;
    private readonly OfferLimits[] _limits;
    private readonly bool[][] _fits;
    private readonly bool _isShared;
    private readonly Loser[] _standings;
    private readonly List<(string Group, int Offer, int Placement)> _shown = [];

    public OfferStandings(RuleSetPlan plan, Eligibility eligibility, DecisionInputs inputs, OfferLimits[] limits)
    {
        (_plan, _eligibility, _inputs, _limits) = (plan, eligibility, inputs, limits);
        _fits = [.. plan.Placements.Select(p => plan.Offers.Select(o => o.Offer.Fits(p.Placement.Id)).ToArray())];
        _isShared = plan.Offers.Any(o => o.Offer.Budget is not null || o.Offer.Stock is not null || o.Offer.Caps.Any(c => !c.PerProfile));
        _standings = new Loser[plan.Offers.Count];
    }

    /// <summary>Begins an event, on which nothing is shown yet.</summary>
    public void Begin() => _shown.Clear();

    /// <summary>Works out the standings of a decision.</summary>
    /// <param name="decision">The decision; its placement and experiment are read.</param>
    /// <param name="collection">What the placement collects.</param>
    /// <param name="blocked">Why the person is shown nothing that is chosen; <see cref="LoserReason.LostOnRank"/> when there is no such reason.</param>
    /// <param name="state">The state.</param>
    /// <param name="entry">The person's entry, or -1.</param>
    /// <param name="moment">The event.</param>
    public void Work(
        Decision decision,
        OfferCollection collection,
        LoserReason blocked,
        KeyedState state,
        int entry,
        in DecisionMoment moment
    )
    {
        var shared = _isShared ? state.Find(OfferCounters.SharedKey) : -1;
        foreach (var collected in collection.Offers)
        {
            ref var standing = ref _standings[collected.Offer];
            standing = BeforeConditions(collected, decision, blocked, moment.EventNs);
            if (standing.Reason == LoserReason.LostOnRank && Failed(collection, collected.Offer) is >= 0 and var text)
                standing = new(collected.Offer, LoserReason.NotEligible, text);
            if (standing.Reason != LoserReason.LostOnRank)
                continue;
            if (_limits[collected.Offer].IsReached(state, entry, shared, moment.NowNs, _inputs, out var reason, out var by))
                standing = new(collected.Offer, reason, by);
            else if (ShownIn(decision.Placement, collected.Offer) is >= 0 and var placement)
                standing = new(collected.Offer, LoserReason.DeDuplicated, placement);
        }
    }

    /// <summary>The standing of an offer: a candidate is one that has lost on rank so far.</summary>
    public Loser Of(int offer) => _standings[offer];

    /// <summary>Whether an offer is a candidate in a strategy.</summary>
    public bool IsCandidate(int offer, int strategy) =>
        _standings[offer].Reason == LoserReason.LostOnRank && _eligibility.Of(strategy, offer) == Eligibility.Holds;

    /// <summary>Whether an offer can stand in as the fallback: whatever caps, budget and stock say.</summary>
    public bool CanFallBack(int placement, int offer, long eventNs) =>
        IsInDate(_plan.Offers[offer].Offer, eventNs) && ShownIn(placement, offer) < 0 && _eligibility.Own(offer) == Eligibility.Holds;

    /// <summary>Notes that a placement shows an offer on this event.</summary>
    public void Show(int placement, int offer)
    {
        if (_plan.Placements[placement].Placement.Distinct is { } group)
            _shown.Add((group, offer, placement));
    }

    private Loser BeforeConditions(CollectedOffer collected, Decision decision, LoserReason blocked, long eventNs)
    {
        var offer = _plan.Offers[collected.Offer].Offer;
        if (offer.Status != OfferStatus.Approved)
            return new(collected.Offer, LoserReason.NotApproved);
        if (!IsInDate(offer, eventNs))
            return new(collected.Offer, LoserReason.NotInDate);
        if (blocked != LoserReason.LostOnRank)
            return new(collected.Offer, blocked);
        if (collected.IsReplaced)
            return new(collected.Offer, LoserReason.Layer, decision.Experiment);
        return new(collected.Offer, _fits[decision.Placement][collected.Offer] ? LoserReason.LostOnRank : LoserReason.NoContent);
    }

    // An offer is eligible when its own condition and that of one strategy hold; else the first that failed is named.
    private int Failed(OfferCollection collection, int offer)
    {
        var failed = _eligibility.Own(offer);
        if (failed != Eligibility.Holds)
            return failed;
        foreach (var strategy in collection.Strategies)
        {
            if (!_plan.Strategies[strategy].Offers.Contains(offer))
                continue;
            var ofStrategy = _eligibility.Of(strategy, offer);
            if (ofStrategy == Eligibility.Holds)
                return Eligibility.Holds;
            failed = failed == Eligibility.Holds ? ofStrategy : failed;
        }

        return failed;
    }

    private int ShownIn(int placement, int offer)
    {
        var group = _plan.Placements[placement].Placement.Distinct;
        foreach (var shown in _shown)
        {
            if (shown.Offer == offer && string.Equals(shown.Group, group, StringComparison.Ordinal))
                return shown.Placement;
        }

        return -1;
    }

    private static bool IsInDate(Offer offer, long eventNs) =>
        eventNs >= (offer.FromNs ?? long.MinValue) && eventNs < (offer.UntilNs ?? long.MaxValue);
}
