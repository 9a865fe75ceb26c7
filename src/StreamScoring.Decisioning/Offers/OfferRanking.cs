using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.RuleSets;

namespace StreamScoring.Decisioning.Offers;

/// <summary>A candidate in a strategy's order.</summary>
internal readonly record struct RankedOffer(int Offer, double Rank, int Priority, int Name);

/// <summary>Orders candidates as a strategy says: the highest first, those without a number last, equal ones by priority, then by id. One a lane.</summary>
internal sealed class OfferRanking
{
    private readonly RuleSetPlan _plan;
    private readonly RuleEvaluation _rules;
    private readonly int[] _names;
    private readonly RankedOffer[] _ranked;

    public OfferRanking(RuleSetPlan plan, RuleEvaluation rules)
    {
        (_plan, _rules) = (plan, rules);
        _ranked = new RankedOffer[plan.Offers.Count];
        _names = new int[plan.Offers.Count];
        var ordered = plan.Offers.Select((o, at) => (o.Offer.Id, at)).OrderBy(o => o.Id, StringComparer.Ordinal).ToList();
        for (var i = 0; i < ordered.Count; i++)
            _names[ordered[i].at] = i;
    }

    /// <summary>How many are being ranked.</summary>
    public int Count { get; private set; }

    /// <summary>Begins anew.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a candidate of a strategy.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="index">The offer by its position among the strategy's.</param>
    public void Add(int strategy, int index)
    {
        var offer = _plan.Strategies[strategy].Offers[index];
        var ranked = new RankedOffer(offer, RankOf(strategy, index), _plan.Offers[offer].Offer.Priority, _names[offer]);
        var at = Count++;
        for (; at > 0 && Compare(ranked, _ranked[at - 1]) < 0; at--)
            _ranked[at] = _ranked[at - 1];
        _ranked[at] = ranked;
    }

    /// <summary>Takes one out; those behind it move up.</summary>
    public RankedOffer Take(int index)
    {
        var taken = _ranked[index];
        _ranked.AsSpan(index + 1, --Count - index).CopyTo(_ranked.AsSpan(index));
        return taken;
    }

    /// <summary>The number by which a strategy ranks an offer; NaN for none.</summary>
    public double RankOf(int strategy, int index)
    {
        var planned = _plan.Strategies[strategy];
        var offer = planned.Offers[index];
        switch (planned.Strategy.Rank.Kind)
        {
            case RankKind.Priority:
                return _plan.Offers[offer].Offer.Priority;
            case RankKind.Score:
                return planned.RankScores[index] is >= 0 and var score ? _rules.Scores[score] : double.NaN;
            default:
                _rules.Look(offer);
                return _rules.Number(planned.Formula!);
        }
    }

    private static int Compare(in RankedOffer a, in RankedOffer b)
    {
        // NaN is the smallest of numbers to CompareTo.
        var byRank = b.Rank.CompareTo(a.Rank);
        if (byRank != 0)
            return byRank;
        return a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority) : a.Name.CompareTo(b.Name);
    }
}
