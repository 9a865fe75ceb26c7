using StreamScoring.Decisioning.History;
using StreamScoring.Decisioning.Offers;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Segments;
using StreamScoring.Decisioning.Tables;
using StreamScoring.Decisioning.Timers;
using StreamScoring.Events.Xdm;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Deciding;

/// <summary>A rule set as lanes run it: what must be decoded and kept, and its segments indexed. Immutable, shared by all lanes.</summary>
public sealed class DecisionPlan
{
    /// <summary>Plans a rule set. Throws <see cref="ArgumentException"/> when two of its fields cannot be read of one event.</summary>
    public DecisionPlan(RuleSetPlan rules)
    {
        Rules = rules;
        History = new HistorySpec(rules.Needs.EventFields.Where(f => f.WindowNs > 0).Select(f => f.Field), rules.Needs.HistoryNs);
        Current = new HistorySpec(rules.Needs.EventFields.Select(f => f.Field), 0);
        Groups = SegmentGroup.Of(rules);
        Fields = [.. rules.Needs.EventFields.Select(f => f.Field).Where(f => !EventColumns.IsBuiltIn(f))];
        Own =
        [
            Memberships.Definition,
            TimerQueue.Definition,
            .. History.WindowNs > 0 ? [History.Definition] : Array.Empty<StateDefinition>(),
            .. ScoreHistory.DefinitionsOf(rules.Needs.Scores),
            .. DecisionMaker.DefinitionsOf(rules),
        ];
    }

    /// <summary>The rule set.</summary>
    public RuleSetPlan Rules { get; }

    /// <summary>The fields that decoding must deliver.</summary>
    public IReadOnlyList<ProjectedField> Fields { get; }

    /// <summary>The state that is kept.</summary>
    public IReadOnlyList<StateDefinition> Definitions =>
        [LaneMarks.Definition, .. FollowsTopics ? [TableMarks.Definition] : Array.Empty<StateDefinition>(), .. Own];

    /// <summary>Whether a lookup table is a topic, which lanes must read.</summary>
    public bool FollowsTopics => Rules.Tables.Any(t => t.Table.Topic is not null);

    /// <summary>The outputs of services whose scores must be given with each event, in this order.</summary>
    public IReadOnlyList<ScoreSource> Sources => [.. Rules.Needs.Scores.Select(n => new ScoreSource(n.Service, n.Output)).Distinct()];

    /// <summary>Of the definitions, those that hold what is known of one person.</summary>
    internal IReadOnlyList<StateDefinition> Own { get; }

    /// <summary>What is kept of events.</summary>
    internal HistorySpec History { get; }

    /// <summary>What is read of the current event.</summary>
    internal HistorySpec Current { get; }

    internal SegmentGroup[] Groups { get; }
}
