using StreamScoring.Decisioning.Experiments;
using StreamScoring.Decisioning.Planning;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Offers;

/// <summary>Finds the experiment, and the arm of it, that decides in a placement. One a lane.</summary>
internal sealed class ExperimentArms
{
    // Ranges are numbers from 0 to 1; in these parts two that meet neither overlap nor leave a gap.
    private const int Parts = 1_000_000_000;

    private readonly RuleSetPlan _plan;
    private readonly RuleEvaluation _rules;
    private readonly Experiment[] _experiments;
    private readonly Layer[] _ranges;
    private readonly StickyArms? _sticky;

    public ExperimentArms(RuleSetPlan plan, RuleEvaluation rules, StateLayout layout)
    {
        (_plan, _rules) = (plan, rules);
        _experiments =
        [
            .. plan.Experiments.Select(e => new Experiment(
                e.Experiment.Id,
                e.Experiment.Salt,
                [.. e.Experiment.Arms.Select(a => new Arm(a.Name, a.Weight))]
            )),
        ];
        _ranges = [.. plan.Experiments.Select(Range)];
        _sticky = plan.Experiments.Count > 0 ? StickyArms.In(layout) : null;
    }

    /// <summary>The experiment and arm by their positions; -1 and -1 when none decides for this person now.</summary>
    public (int Experiment, int Arm) Choose(PlannedPlacement placement, KeyedState state, int entry, in DecisionMoment moment)
    {
        foreach (var at in placement.Experiments)
        {
            var planned = _plan.Experiments[at];
            var rule = planned.Experiment;
            if (moment.EventNs < (rule.FromNs ?? long.MinValue) || moment.EventNs >= (rule.UntilNs ?? long.MaxValue))
                continue;
            if (_ranges[at].ExperimentOf(moment.Identity) != 1)
                continue;
            if (planned.When is { } when && !Holds(when))
                continue;
            return (at, _sticky!.ArmOf(state, entry, _experiments[at], moment.Identity));
        }

        return (-1, -1);
    }

    private bool Holds(PlannedExpression when)
    {
        _rules.Look(-1);
        return _rules.Test(when);
    }

    // Who takes part must say nothing about which arm: the range has a salt of its own.
    private static Layer Range(PlannedExperiment planned)
    {
        var (from, to) = (PartOf(planned.Experiment.RangeFrom), PartOf(planned.Experiment.RangeTo));
        return new(planned.Layer?.Salt ?? planned.Experiment.Salt + "/range", [from, to - from], Parts - to);
    }

    private static int PartOf(double range) => (int)Math.Round(range * Parts);
}
