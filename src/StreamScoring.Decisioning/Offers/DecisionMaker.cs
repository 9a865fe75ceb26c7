using StreamScoring.Decisioning.Experiments;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Values;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Offers;

/// <summary>
/// Decides what each placement shows. What it decides is a function of the rule set, the event, the profile, scores, segments, and state: that of the key, and what is
/// counted over all people of the partition. One a lane; allocates nothing once it is warm.
/// </summary>
public sealed class DecisionMaker
{
    private static readonly FieldName[] CollectPath = PathOf(Consent.Collect);
    private static readonly FieldName[] PersonalizePath = PathOf(Consent.Personalize);

    private readonly RuleSetPlan _plan;
    private readonly Holdout? _holdout;
    private readonly OfferLimits[] _limits;
    private readonly DecisionInputs _inputs;
    private readonly RuleEvaluation _rules;
    private readonly OfferStandings _standings;
    private readonly PlacementDecider _decider;
    private readonly ReportedOffers _reported;
    private readonly Decision[] _made;
    private readonly List<Decision> _decisions;

    /// <summary>A maker of a rule set's decisions. Throws <see cref="KeyNotFoundException"/> when the layout lacks one of <see cref="DefinitionsOf"/>.</summary>
    public DecisionMaker(RuleSetPlan plan, StateLayout layout, DecisionShare share)
    {
        (_plan, Share) = (plan, share);
        _holdout = plan.Document.Holdout is { Share: > 0 } holdout ? new Holdout(holdout.Salt, holdout.Share) : null;
        var texts = new DecisionTexts(plan);
        var counters = OfferCounters.In(layout);
        _limits = [.. plan.Offers.Select(o => new OfferLimits(o.Offer, counters, share, texts))];
        _inputs = new(plan);
        _rules = new(plan, _inputs);
        _standings = new(plan, new Eligibility(plan, _rules, texts), _inputs, _limits);
        var held = HasHolds(plan) ? HeldOffers.In(layout) : null;
        _decider = new(plan, _standings, new OfferRanking(plan, _rules), new ExperimentArms(plan, _rules, layout), held, _inputs);
        _reported = new(plan, _limits, layout);
        _made = [.. plan.Placements.Select(_ => new Decision())];
        _decisions = new(_made.Length);
    }

    /// <summary>This partition's part of what is counted over all people.</summary>
    public DecisionShare Share { get; }

    /// <summary>What must be kept: counts of caps, budgets and stock; and, where the rule set has them, holds, experiments' arms, and propositions that are reported on.</summary>
    public static IEnumerable<StateDefinition> DefinitionsOf(RuleSetPlan plan)
    {
        yield return OfferCounters.Definition;
        if (HasHolds(plan))
            yield return HeldOffers.Definition;
        if (plan.Experiments.Count > 0)
            yield return StickyArms.Definition;
        if (plan.Offers.Any(o => o.Offer.Caps.Any(c => c.Counts != CapCounts.Decision)))
            yield return ShownOffers.Definition;
    }

    /// <summary>
    /// The decisions of one event, one for each placement whose <c>when</c> holds, in the order of the document. The decisions are reused: valid until the next call.
    /// Counts them, within the state's transaction. A person who refuses that data is kept is decided for as if entry were -1.
    /// </summary>
    /// <param name="state">The partition's state.</param>
    /// <param name="entry">The key's entry, or -1.</param>
    /// <param name="moment">The event.</param>
    /// <param name="evaluator">Its input is set for the event: the profile as root, the context <c>event</c>, history, segments, tables. It is the same again afterwards.</param>
    public IReadOnlyList<Decision> Decide(KeyedState state, int entry, in DecisionMoment moment, Evaluator evaluator)
    {
        _decisions.Clear();
        var profile = evaluator.Input.Root;
        if (IsRefused(profile, CollectPath))
            entry = -1;
        var hasBegun = false;
        _inputs.Clear();
        _rules.Begin(evaluator, moment.Scores);
        for (var placement = 0; placement < _plan.Placements.Count; placement++)
        {
            if (!_rules.Test(_plan.Placements[placement].When))
                continue;
            if (!hasBegun)
            {
                _inputs.AddEvent(moment, evaluator.Input);
                _standings.Begin();
                hasBegun = true;
            }

            var decision = _made[placement];
            _decider.Decide(placement, BlockOf(profile, moment.Identity), state, entry, moment, decision);
            _inputs.End(decision);
            for (var i = 0; i < decision.Chosen.Count; i++)
                _limits[decision.Chosen[i].Offer].Count(CapCounts.Decision, state, entry, moment.NowNs);
            _reported.Remember(decision, state, entry, moment.EventId);
            _decisions.Add(decision);
        }

        _rules.End();
        return _decisions;
    }

    /// <summary>
    /// Counts the displays and interactions that a <c>decisioning.propositionDisplay</c> or <c>decisioning.propositionInteract</c> event reports of the key's newest
    /// propositions; nothing for other events, nor for entry -1.
    /// </summary>
    public void Feedback(KeyedState state, int entry, in DecisionMoment moment) => _reported.Count(state, entry, moment);

    private LoserReason BlockOf(in Value profile, ReadOnlySpan<byte> identity) =>
        _holdout?.Holds(identity) == true ? LoserReason.HeldOut
        : IsRefused(profile, PersonalizePath) ? LoserReason.Consent
        : LoserReason.LostOnRank;

    private static bool IsRefused(Value value, FieldName[] path)
    {
        foreach (var name in path)
            value = value.Field(name);
        return value.Kind == ValueKind.Text && value.Utf8.SequenceEqual("n"u8);
    }

    private static FieldName[] PathOf(string path) => [.. path.Split('.').Select(n => new FieldName(n))];

    private static bool HasHolds(RuleSetPlan plan) => plan.Offers.Any(o => o.Offer.HoldNs > 0);
}
