using System.Text;
using StreamScoring.Decisioning.History;
using StreamScoring.Decisioning.Segments;
using StreamScoring.Decisioning.Segments.Index;
using StreamScoring.Decisioning.Timers;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Values;
using StreamScoring.State;
using StreamScoring.Tests.Decisioning.History;

namespace StreamScoring.Tests.Decisioning.Timers;

/// <summary>One key whose segments are evaluated on its events and when its timer is due, and beside it an evaluation at any moment.</summary>
internal sealed class TimerRig
{
    private static readonly byte[] s_key = Encoding.UTF8.GetBytes("ECID:1");
    private readonly HistorySpec _spec = new(ShopEvents.Fields, 400L * 24 * 3_600_000_000_000);
    private readonly KeyedState _state;
    private readonly EventHistory _history;
    private readonly ScoreHistory _scores;
    private readonly Memberships _memberships;
    private readonly SegmentTransitions _transitions;
    private readonly TimerQueue _timers;
    private readonly RuleMatcher _matcher;
    private readonly Evaluator _evaluator = new();
    private readonly double[] _given;
    private readonly int _rules;
    private long _clockNs = long.MinValue;

    public TimerRig(IReadOnlyList<string> rules, long lastVisitNs)
    {
        var schema = ExpressionSchema.Open;
        var plans = rules.Select(r => ExpressionCompiler.Compile(r, schema).Require()).ToList();
        var needs = plans.SelectMany(p => p.Needs.Scores).Distinct().ToList();
        var layout = new StateLayout([
            _spec.Definition,
            .. ScoreHistory.DefinitionsOf(needs),
            Memberships.Definition,
            TimerQueue.Definition,
        ]);
        _rules = rules.Count;
        _state = new KeyedState(layout, StateLimits.Default);
        _history = new EventHistory(_spec, layout, HistoryLimits.Default);
        _scores = new ScoreHistory(needs, layout);
        _memberships = Memberships.In(layout);
        _transitions = new SegmentTransitions(_memberships, [.. rules.Select((_, i) => $"s{i}")]);
        _timers = TimerQueue.In(layout);
        var indexed = plans.Select((p, i) => new IndexedRule($"s{i}", p)).ToList();
        _matcher = new RuleMatcher(
            RuleIndex.Build(
                indexed,
                new RuleSource(schema, new Dictionary<string, StreamScoring.Events.Xdm.ProjectedField>(StringComparer.Ordinal), needs)
            )
        );
        _given = new double[needs.Count];
        _evaluator.Input.Root = JsonValues.Parse($"{{\"lastVisit\":{lastVisitNs / 1_000_000}}}");
    }

    public int Fired { get; private set; }

    public int ChangedByTimer { get; private set; }

    /// <summary>Lets every timer that is due at or before a moment fire.</summary>
    public void Fire(long upToNs)
    {
        while (_timers.TryTake(_state, upToNs, out var entry, out var momentNs))
        {
            Fired++;
            _history.Open(_state, entry);
            _evaluator.Input.Events = _history.Events;
            ChangedByTimer += Evaluate(entry, momentNs, momentNs, []);
        }
    }

    /// <summary>An event, after the timers that are due before it.</summary>
    public void Play(ShopEvent e, double score)
    {
        _clockNs = Math.Max(_clockNs, e.TimeNs);
        Fire(_clockNs);
        var entry = _state.Open(s_key);
        var batch = ShopEvents.NewBatch(1);
        _history.Open(_state, entry, batch, ShopEvents.Add(batch, e));
        _evaluator.Input.Events = _history.Events;
        double[] current = [.. _scores.Sources.Select(_ => score)];
        Evaluate(entry, _clockNs, e.TimeNs, current);
        _history.Append();
        _scores.Append(_state, entry, e.TimeNs, current);
        // Only now the score is in its windows.
        _timers.Set(_state, entry, Math.Min(_timers.MomentNs(_state, entry), _scores.NextChangeNs(_state, entry, _clockNs)));
    }

    public void End(bool commits)
    {
        if (commits)
        {
            _state.Commit();
            _timers.Commit();
        }
    }

    /// <summary>Which segments the key is in.</summary>
    public bool[] Members()
    {
        var members = new bool[_rules];
        var entry = _state.Find(s_key);
        for (var i = 0; i < _memberships.Count(_state, entry); i++)
            members[_transitions.Find(_memberships.At(_state, entry, i).Segment)] = true;
        return members;
    }

    /// <summary>Which rules hold at a moment, each evaluated as it stands.</summary>
    public bool[] Holding(long nowNs)
    {
        var entry = _state.Find(s_key);
        _history.Open(_state, entry);
        _evaluator.Input.Events = _history.Events;
        _evaluator.Input.NowNs = nowNs;
        _scores.Read(_state, entry, nowNs, nowNs, [], _given);
        var holds = new bool[_rules];
        _matcher.MatchAll(_evaluator, _given, holds);
        return holds;
    }

    private int Evaluate(int entry, long nowNs, long timeNs, ReadOnlySpan<double> current)
    {
        _evaluator.Input.NowNs = nowNs;
        _scores.Read(_state, entry, nowNs, timeNs, current, _given);
        var holding = _matcher.Match(_evaluator, null, 0, _given);
        var changed = _transitions.Apply(_state, entry, holding, nowNs).Length;
        _timers.Set(_state, entry, Math.Min(_matcher.ValidUntilNs, _scores.NextChangeNs(_state, entry, nowNs)));
        return changed;
    }
}
