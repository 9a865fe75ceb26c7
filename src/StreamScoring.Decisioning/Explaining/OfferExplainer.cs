using StreamScoring.Decisioning.History;
using StreamScoring.Decisioning.Offers;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.Explaining;

/// <summary>Why a decision shows an offer, or does not.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="IsChosen">Whether it is shown.</param>
/// <param name="Reason">Why it is not; null when it is, or when the placement does not collect it at all.</param>
/// <param name="Summary">All of it in a sentence.</param>
/// <param name="Own">Its own condition; null when it has none.</param>
/// <param name="Strategies">The conditions of the tried strategies that collect it.</param>
public sealed record OfferReasons(
    string Offer,
    bool IsChosen,
    LoserReason? Reason,
    string Summary,
    ConditionReasons? Own,
    IReadOnlyList<(string Strategy, ConditionReasons Reasons)> Strategies
);

/// <summary>Says why a decision shows one offer and not another. For people, not for speed; one a thread.</summary>
/// <param name="plan">The rule set.</param>
/// <param name="context">What it was planned with.</param>
public sealed class OfferExplainer(RuleSetPlan plan, PlanningContext context)
{
    private readonly ConditionExplainer _conditions = new(plan, context);
    private readonly DecisionTexts _texts = new(plan);
    private readonly FieldName _eventName = new(RuleTypes.Event);

    /// <summary>Explains an offer's place in a decision.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="offer">The offer, by its position.</param>
    /// <param name="input">What the decision's rules saw; it is not changed.</param>
    /// <param name="scores">The scores by the positions of <see cref="RuleNeeds.Scores"/>.</param>
    public OfferReasons Explain(Decision decision, int offer, EvaluationInput input, ReadOnlySpan<double> scores)
    {
        var roots = new ContextRoots(RuleTypes.Event, RuleTypes.Offer);
        roots.Set(0, input.Contexts.Field(_eventName));
        roots.Set(1, OfferValues.Of(plan.Offers[offer].Offer));
        var seen = new EvaluationInput
        {
            Root = input.Root,
            Events = input.Events,
            Contexts = roots.Object,
            Segments = input.Segments,
            Tables = input.Tables,
            NowNs = input.NowNs,
        };
        var own = plan.Offers[offer].Eligible is { } condition ? _conditions.Explain(condition, seen, scores) : null;
        var strategies = new List<(string, ConditionReasons)>();
        foreach (var strategy in decision.Strategies.Select(s => plan.Strategies[s]).Where(s => s.Offers.Contains(offer)))
        {
            if (strategy.Eligible is { } eligible)
                strategies.Add((strategy.Strategy.Id, _conditions.Explain(eligible, seen, scores)));
        }

        var loser = decision.Losers.Where(l => l.Offer == offer).Select(l => (Loser?)l).FirstOrDefault();
        var isChosen = decision.Chosen.Any(c => c.Offer == offer);
        return new(
            plan.Offers[offer].Offer.Id,
            isChosen,
            isChosen ? null : loser?.Reason,
            Summary(decision, offer, loser),
            own,
            strategies
        );
    }

    private string Summary(Decision decision, int offer, Loser? loser)
    {
        var (id, placement) = (plan.Offers[offer].Offer.Id, plan.Placements[decision.Placement].Placement.Id);
        if (decision.Chosen.Any(c => c.Offer == offer))
            return $"{placement} shows {id}: {Word(decision.Reason)}";
        if (loser is not { } lost)
            return $"{placement} does not collect {id}";
        var by = lost.Reason switch
        {
            LoserReason.LostOnRank => $"lost on rank to {plan.Offers[lost.By].Offer.Id}",
            LoserReason.DeDuplicated => $"shown in {plan.Placements[lost.By].Placement.Id} on the same event",
            LoserReason.Layer => $"experiment {plan.Experiments[lost.By].Experiment.Id} has put other strategies in its place",
            LoserReason.NotEligible => $"not eligible: {_texts.All[lost.By]} does not hold",
            LoserReason.Capped => $"capped: {_texts.All[lost.By]}",
            LoserReason.NotApproved => "not approved",
            LoserReason.NotInDate => "not in date",
            LoserReason.HeldOut => "the person is held out",
            LoserReason.Consent => "the person refuses personal content",
            LoserReason.NoContent => "no content for the placement",
            LoserReason.OverBudget => "the budget is spent",
            _ => "out of stock",
        };
        return $"{placement} does not show {id}: {by}";
    }

    private static string Word(DecisionReason reason) =>
        reason switch
        {
            DecisionReason.Ranked => "it ranked highest",
            DecisionReason.Held => "it was shown before and stays for its hold",
            DecisionReason.Explored => "chance chose, so that something is learned",
            DecisionReason.Fallback => "nothing else was left, so the fallback stands in",
            DecisionReason.Holdout => "the person is held out, so the fallback stands in",
            DecisionReason.Consent => "the person refuses personal content, so the fallback stands in",
            _ => "nothing is shown",
        };
}
