using System.Globalization;
using System.Text;
using StreamScoring.Decisioning.Experiments;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Offers;

/// <summary>Chooses what one placement shows: what it still holds, then strategy by strategy until it is full, else the fallback. One a lane.</summary>
internal sealed class PlacementDecider
{
    private readonly RuleSetPlan _plan;
    private readonly OfferCollections _collections;
    private readonly OfferStandings _standings;
    private readonly OfferRanking _ranking;
    private readonly ExperimentArms _arms;
    private readonly HeldOffers? _held;
    private readonly Exploration?[] _explorations;
    private readonly byte[][][] _places;
    private readonly ulong[] _placementIds;
    private readonly ulong[] _offerIds;
    private readonly DecisionInputs _inputs;

    public PlacementDecider(
        RuleSetPlan plan,
        OfferStandings standings,
        OfferRanking ranking,
        ExperimentArms arms,
        HeldOffers? held,
        DecisionInputs inputs
    )
    {
        (_plan, _standings, _ranking, _arms, _held, _inputs) = (plan, standings, ranking, arms, held, inputs);
        _collections = new(plan);
        _explorations =
        [
            .. plan.Strategies.Select(s => s.Strategy.ExploreShare > 0 ? new Exploration(s.Strategy.Id, s.Strategy.ExploreShare) : null),
        ];
        _places = [.. plan.Placements.Select(p => Enumerable.Range(0, p.Placement.Items).Select(i => Place(p.Placement.Id, i)).ToArray())];
        _placementIds = [.. plan.Placements.Select(p => Ids.Of(p.Placement.Id))];
        _offerIds = [.. plan.Offers.Select(o => Ids.Of(o.Offer.Id))];
    }

    /// <summary>Decides.</summary>
    /// <param name="placement">The placement.</param>
    /// <param name="blocked">Why the person is shown nothing that is chosen; <see cref="LoserReason.LostOnRank"/> when there is no such reason.</param>
    /// <param name="state">The state.</param>
    /// <param name="entry">The person's entry, or -1.</param>
    /// <param name="moment">The event.</param>
    /// <param name="decision">Takes the decision.</param>
    public void Decide(int placement, LoserReason blocked, KeyedState state, int entry, in DecisionMoment moment, Decision decision)
    {
        _inputs.BeginDecision();
        decision.Begin(placement);
        decision.ProfileOffset = moment.ProfileOffset;
        foreach (var segment in moment.Segments)
            decision.InSegment(segment);
        var isBlocked = blocked != LoserReason.LostOnRank;
        if (!isBlocked)
            (decision.Experiment, decision.Arm) = _arms.Choose(_plan.Placements[placement], state, entry, moment);
        var collection = _collections.Of(placement, decision.Experiment, decision.Arm);
        _standings.Work(decision, collection, blocked, state, entry, moment);
        if (!isBlocked)
            Choose(decision, collection, state, entry, moment);
        FallBack(decision, blocked, moment.EventNs);
        NameLosers(decision, collection);
        for (var i = 0; i < decision.Chosen.Count; i++)
            _standings.Show(placement, decision.Chosen[i].Offer);
    }

    private void Choose(Decision decision, OfferCollection collection, KeyedState state, int entry, in DecisionMoment moment)
    {
        foreach (var strategy in collection.Strategies)
            decision.Try(strategy);
        ChooseHeld(decision, collection, state, entry, moment.EventNs);
        var items = _plan.Placements[decision.Placement].Placement.Items;
        foreach (var strategy in collection.Strategies)
        {
            if (decision.Chosen.Count < items)
                Rank(decision, strategy);
            while (decision.Chosen.Count < items && _ranking.Count > 0)
                ChooseRanked(decision, strategy, state, entry, moment);
        }
    }

    private void ChooseHeld(Decision decision, OfferCollection collection, KeyedState state, int entry, long eventNs)
    {
        if (_held?.Of(state, entry, _placementIds[decision.Placement]) is not { Offer: not 0 } held)
            return;
        _inputs.AddState(held.Offer, held.UntilNs);
        var offer = Array.IndexOf(_offerIds, held.Offer);
        if (eventNs > held.UntilNs || offer < 0)
            return;
        foreach (var strategy in collection.Strategies)
        {
            var index = _plan.Strategies[strategy].Offers.IndexOf(offer);
            if (index < 0 || !_standings.IsCandidate(offer, strategy))
                continue;
            decision.Choose(new(offer, strategy, _ranking.RankOf(strategy, index)));
            (decision.Reason, decision.TrafficType) = (DecisionReason.Held, TrafficType.Contextual);
            return;
        }
    }

    private void Rank(Decision decision, int strategy)
    {
        _ranking.Clear();
        var offers = _plan.Strategies[strategy].Offers;
        for (var i = 0; i < offers.Length; i++)
        {
            if (!IsChosen(decision, offers[i]) && _standings.IsCandidate(offers[i], strategy))
                _ranking.Add(strategy, i);
        }
    }

    private void ChooseRanked(Decision decision, int strategy, KeyedState state, int entry, in DecisionMoment moment)
    {
        var place = _places[decision.Placement][decision.Chosen.Count];
        var pick = _explorations[strategy]?.Choose(_ranking.Count, moment.EventId, place) ?? new Explored(0, false, 1);
        var ranked = _ranking.Take(pick.Index);
        decision.Choose(new(ranked.Offer, strategy, ranked.Rank));
        decision.Propensity = Math.Min(1, decision.Propensity * pick.Propensity);
        if (pick.IsExplored)
            (decision.Reason, decision.TrafficType) = (DecisionReason.Explored, TrafficType.Random);
        else if (decision.Reason == DecisionReason.None)
            (decision.Reason, decision.TrafficType) = (DecisionReason.Ranked, TrafficType.Contextual);
        if (decision.Chosen.Count > 1 || entry < 0)
            return;
        // The first of a placement is what a page shows; it stays, or makes room for one that may.
        var id = _placementIds[decision.Placement];
        var holdNs = _plan.Offers[ranked.Offer].Offer.HoldNs;
        if (holdNs == 0)
            _held?.Release(state, entry, id);
        else
            _held!.Hold(
                state,
                entry,
                new(id, _offerIds[ranked.Offer], moment.EventNs > long.MaxValue - holdNs ? long.MaxValue : moment.EventNs + holdNs)
            );
    }

    private void FallBack(Decision decision, LoserReason blocked, long eventNs)
    {
        if (decision.Chosen.Count > 0)
            return;
        var fallback = _plan.Placements[decision.Placement].Fallback;
        var isShown = fallback >= 0 && _standings.CanFallBack(decision.Placement, fallback, eventNs);
        if (isShown)
            decision.Choose(new(fallback, -1, double.NaN));
        decision.Reason = blocked switch
        {
            LoserReason.HeldOut => DecisionReason.Holdout,
            LoserReason.Consent => DecisionReason.Consent,
            _ => isShown ? DecisionReason.Fallback : DecisionReason.None,
        };
    }

    private void NameLosers(Decision decision, OfferCollection collection)
    {
        foreach (var collected in collection.Offers)
        {
            var standing = _standings.Of(collected.Offer);
            if (standing.Reason != LoserReason.LostOnRank)
                decision.Lose(standing);
            else if (!IsChosen(decision, collected.Offer))
                decision.Lose(standing with { By = decision.Chosen[^1].Offer });
        }
    }

    // Looked for by hand: few are chosen, and enumerating an interface would allocate.
    private static bool IsChosen(Decision decision, int offer)
    {
        for (var i = 0; i < decision.Chosen.Count; i++)
        {
            if (decision.Chosen[i].Offer == offer && decision.Chosen[i].Strategy >= 0)
                return true;
        }

        return false;
    }

    private static byte[] Place(string placement, int item) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{placement}/{item}"));
}
