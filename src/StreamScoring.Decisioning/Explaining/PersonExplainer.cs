using System.Globalization;
using StreamScoring.Decisioning.Deciding;
using StreamScoring.Decisioning.Experiments;
using StreamScoring.Decisioning.History;
using StreamScoring.Decisioning.Offers;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Decisioning.Segments;
using StreamScoring.Decisioning.Timers;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Values;
using StreamScoring.State;
using StreamScoring.State.Keys;

namespace StreamScoring.Decisioning.Explaining;

/// <summary>Says what rules know of a person between two events, and why the person is in each segment or not. For people, not for speed; one a thread.</summary>
/// <param name="plan">The rule set.</param>
/// <param name="context">What it was planned with.</param>
/// <param name="layout">The layout of the state that is given.</param>
/// <param name="limits">What bounds stored events.</param>
public sealed class PersonExplainer(DecisionPlan plan, PlanningContext context, StateLayout layout, HistoryLimits limits)
{
    private readonly RuleSetPlan _rules = plan.Rules;
    private readonly ConditionExplainer _conditions = new(plan.Rules, context);
    private readonly EventHistory? _history = plan.History.WindowNs > 0 ? new EventHistory(plan.History, layout, limits) : null;
    private readonly ScoreHistory _scores = new(plan.Rules.Needs.Scores, layout);
    private readonly Memberships _memberships = Memberships.In(layout);

    /// <summary>Explains a person at a moment.</summary>
    /// <param name="state">The state; it is only read.</param>
    /// <param name="entry">The person's entry.</param>
    /// <param name="profile">The profile as of the moment; null when nothing is known.</param>
    /// <param name="current">The last event, for rules that look at it; null without one.</param>
    /// <param name="nowNs">The moment, ns since the epoch: at or after the person's clock.</param>
    public PersonReasons Explain(KeyedState state, int entry, in Value profile, in Value current, long nowNs)
    {
        var given = new double[_rules.Needs.Scores.Count];
        _scores.Read(state, entry, nowNs, nowNs, [], given);
        _history?.Open(state, entry);
        var roots = new ContextRoots(RuleTypes.Event);
        roots.Set(0, current);
        var segments = new MembershipValues(_memberships, _rules.Segments.Select(s => s.Rule.Id));
        segments.Open(state, entry);
        var input = new EvaluationInput
        {
            Root = profile,
            Events = _history?.Events ?? default,
            Contexts = roots.Object,
            Segments = segments.Object,
            NowNs = nowNs,
        };
        var timesNs = _history is null ? [] : _history.TimesNs.ToArray();
        var next = TimerQueue.In(layout).MomentNs(state, entry);
        return new PersonReasons(
            nowNs,
            KeyClock.In(layout).Read(state, entry, long.MinValue),
            [.. _rules.Segments.Select(s => Segment(s, state, entry, input, given))],
            timesNs.Length,
            timesNs.Length > 0 ? timesNs.Min() : null,
            timesNs.Length > 0 ? timesNs.Max() : null,
            [.. _rules.Needs.Scores.Select((n, i) => new ScoreStanding(Text(n), given[i]))],
            Caps(state, entry, nowNs),
            Holds(state, entry, nowNs),
            next == TimerQueue.Never ? null : next
        );
    }

    private SegmentReasons Segment(PlannedSegment segment, KeyedState state, int entry, EvaluationInput input, double[] given)
    {
        long? since = _memberships.Contains(state, entry, Ids.Of(segment.Rule.Id), out var sinceNs) ? sinceNs : null;
        var at = _rules.Segments.TakeWhile(s => s != segment).Count();
        var readsEvent = plan.Groups.Any(g => g.ReadsEvent && g.Segments.Contains(at));
        return new(segment.Rule.Id, segment.Rule.Name, since, readsEvent, _conditions.Explain(segment.When, input, given));
    }

    private List<CapStanding> Caps(KeyedState state, int entry, long nowNs)
    {
        var (counters, texts) = (OfferCounters.In(layout), new DecisionTexts(_rules));
        return
        [
            .. from planned in _rules.Offers
            from cap in planned.Offer.Caps
            where cap.PerProfile
            let count = new OfferCounter(planned.Offer.Id, cap).Read(counters, state, entry, nowNs)
            select new CapStanding(planned.Offer.Id, texts.All[texts.Of(cap)], count, cap.Most),
        ];
    }

    private List<HoldStanding> Holds(KeyedState state, int entry, long nowNs)
    {
        if (!layout.Definitions.Contains(HeldOffers.Definition))
            return [];
        var held = HeldOffers.In(layout);
        var offers = _rules.Offers.ToDictionary(o => Ids.Of(o.Offer.Id), o => o.Offer.Id);
        return
        [
            .. _rules
                .Placements.Select(p => (p.Placement.Id, Held: held.Of(state, entry, Ids.Of(p.Placement.Id))))
                .Where(h => h.Held.UntilNs >= nowNs && offers.ContainsKey(h.Held.Offer))
                .Select(h => new HoldStanding(h.Id, offers[h.Held.Offer], h.Held.UntilNs)),
        ];
    }

    private static string Text(ScoreNeed need) =>
        need.Window is { } window
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{need.Service}.{need.Output} {window.ToString().ToLowerInvariant()} of {need.WindowNs / 60_000_000_000m:0.###} min"
            )
            : $"{need.Service}.{need.Output}";
}
