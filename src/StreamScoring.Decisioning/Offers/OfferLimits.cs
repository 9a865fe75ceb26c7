using StreamScoring.Decisioning.Records;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Offers;

/// <summary>How often an offer may be shown: its caps, its budget, its stock.</summary>
internal sealed class OfferLimits
{
    private readonly OfferCounters _counters;
    private readonly List<OfferCounter> _counts = [];
    private readonly List<(OfferCounter Count, long Most, LoserReason Reason, int By)> _limits = [];

    public OfferLimits(Offer offer, OfferCounters counters, DecisionShare share, DecisionTexts texts)
    {
        _counters = counters;
        foreach (var cap in offer.Caps)
        {
            var most = cap.PerProfile ? cap.Most : share.Of(cap.Most, offer.Id);
            _limits.Add((Counter(new(offer.Id, cap)), most, LoserReason.Capped, texts.Of(cap)));
        }

        foreach (var (all, reason) in new[] { (offer.Budget, LoserReason.OverBudget), (offer.Stock, LoserReason.OutOfStock) })
        {
            if (all is { } most)
                _limits.Add((Counter(new(offer.Id, CapCounts.Decision, false)), share.Of(most, offer.Id), reason, -1));
        }
    }

    /// <summary>Whether applications must report for it.</summary>
    public bool IsReported => _counts.Exists(c => c.Counts != CapCounts.Decision);

    /// <summary>The first limit that is reached.</summary>
    /// <param name="state">The state.</param>
    /// <param name="entry">The person's entry, or -1.</param>
    /// <param name="shared">The entry of <see cref="OfferCounters.SharedKey"/>, or -1.</param>
    /// <param name="nowNs">The key's clock, ns since the epoch.</param>
    /// <param name="inputs">Is told what was read.</param>
    /// <param name="reason">Which limit.</param>
    /// <param name="by">What the record names.</param>
    public bool IsReached(KeyedState state, int entry, int shared, long nowNs, DecisionInputs inputs, out LoserReason reason, out int by)
    {
        foreach (var limit in _limits)
        {
            var count = limit.Count.Read(_counters, state, limit.Count.PerProfile ? entry : shared, nowNs);
            inputs.AddState(limit.Count.Key, count);
            if (count < limit.Most)
                continue;
            (reason, by) = (limit.Reason, limit.By);
            return true;
        }

        (reason, by) = (default, -1);
        return false;
    }

    /// <summary>Counts one of something. Per profile nothing is counted for entry -1.</summary>
    public void Count(CapCounts what, KeyedState state, int entry, long nowNs)
    {
        foreach (var count in _counts)
        {
            if (count.Counts == what)
                count.Count(_counters, state, count.PerProfile ? entry : state.Open(OfferCounters.SharedKey), nowNs);
        }
    }

    private OfferCounter Counter(OfferCounter made)
    {
        if (_counts.Find(c => c.Key == made.Key) is { } known)
            return known;
        _counts.Add(made);
        return made;
    }
}
