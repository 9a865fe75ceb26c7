using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;

namespace StreamScoring.Decisioning.Offers;

/// <summary>Whether conditions of offers and strategies hold on the event; each is evaluated once an event, and only when it is asked for. One a lane.</summary>
internal sealed class Eligibility
{
    /// <summary>The condition holds.</summary>
    public const int Holds = -1;

    private readonly RuleSetPlan _plan;
    private readonly RuleEvaluation _rules;
    private readonly int[] _ownTexts;
    private readonly int[] _strategyTexts;
    private readonly bool[] _looksAtOffer;
    private readonly (long Event, int Failed)[] _own;
    private readonly (long Event, int Failed)[] _strategies;

    public Eligibility(RuleSetPlan plan, RuleEvaluation rules, DecisionTexts texts)
    {
        (_plan, _rules) = (plan, rules);
        _ownTexts = [.. plan.Offers.Select(o => o.Eligible is { } own ? texts.Of(own, 0) : 0)];
        _strategyTexts = [.. plan.Strategies.Select(s => s.Eligible is { } own ? texts.Of(own, 0) : 0)];
        _looksAtOffer = [.. plan.Strategies.Select(s => s.Eligible?.Plan.Needs.ContextFields.Any(LooksAtOffer) ?? false)];
        _own = new (long, int)[plan.Offers.Count];
        _strategies = new (long, int)[plan.Strategies.Count];
    }

    /// <summary>The text of the part of an offer's condition that fails; <see cref="Holds"/> when none does.</summary>
    public int Own(int offer)
    {
        if (_plan.Offers[offer].Eligible is not { } condition)
            return Holds;
        ref var known = ref _own[offer];
        if (known.Event != _rules.Event)
            known = (_rules.Event, Failed(condition, offer, _ownTexts[offer]));
        return known.Failed;
    }

    /// <summary>The text of the part of a strategy's condition that fails for an offer; <see cref="Holds"/> when none does.</summary>
    public int Of(int strategy, int offer)
    {
        if (_plan.Strategies[strategy].Eligible is not { } condition)
            return Holds;
        if (_looksAtOffer[strategy])
            return Failed(condition, offer, _strategyTexts[strategy]);
        ref var known = ref _strategies[strategy];
        if (known.Event != _rules.Event)
            known = (_rules.Event, Failed(condition, offer, _strategyTexts[strategy]));
        return known.Failed;
    }

    private int Failed(PlannedExpression condition, int offer, int texts)
    {
        _rules.Look(offer);
        return _rules.FirstFailed(condition) is >= 0 and var part ? texts + part : Holds;
    }

    private static bool LooksAtOffer(string path) =>
        path == RuleTypes.Offer || path.StartsWith(RuleTypes.Offer + ".", StringComparison.Ordinal);
}
