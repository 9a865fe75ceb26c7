using System.Runtime.InteropServices;
using System.Security.Cryptography;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.Offers;

/// <summary>
/// Gathers everything that a decision rests on beside the rule set, so that its record can bear a hash of it: the event, the profile and the history as far as rules read
/// them, scores, segments, looked-up rows, and each value of state that was looked at. One a lane, reused.
/// </summary>
internal sealed class DecisionInputs
{
    private readonly InputBytes _event = new();
    private readonly InputBytes _state = new();
    private readonly FieldName _eventName = new(RuleTypes.Event);
    private readonly FieldName[][] _profilePaths;
    private readonly FieldName[][] _eventPaths;
    private readonly FieldName[][] _historyPaths;

    public DecisionInputs(RuleSetPlan plan)
    {
        _profilePaths = [.. plan.Needs.ProfileFields.Select(PathOf)];
        _eventPaths = [.. plan.Needs.EventFields.Select(f => PathOf(f.Path))];
        var readsHistory =
            plan.Offers.Any(o => Reads(o.Eligible))
            || plan.Strategies.Any(s => Reads(s.Eligible) || Reads(s.Formula))
            || plan.Placements.Any(p => Reads(p.When))
            || plan.Experiments.Any(e => Reads(e.When));
        _historyPaths = readsHistory ? [.. plan.Needs.EventFields.Where(f => f.WindowNs > 0).Select(f => PathOf(f.Path))] : [];
    }

    /// <summary>Forgets the last event.</summary>
    public void Clear() => _event.Clear();

    /// <summary>Takes what all decisions of an event rest on.</summary>
    public void AddEvent(in DecisionMoment moment, EvaluationInput input)
    {
        _event.Add(moment.Identity);
        _event.Add(moment.EventId);
        _event.Add(moment.EventNs);
        _event.Add(moment.NowNs);
        _event.Add(moment.Segments.Length);
        _event.Add(MemoryMarshal.AsBytes(moment.Segments));
        foreach (var score in moment.Scores)
            _event.Add(double.IsNaN(score) ? long.MinValue : BitConverter.DoubleToInt64Bits(score));
        foreach (var path in _profilePaths)
            _event.Add(input.Root, path);
        var current = input.Contexts.Field(_eventName);
        foreach (var path in _eventPaths)
            _event.Add(current, path);
        for (var i = 0; _historyPaths.Length > 0 && i < input.Events.Count; i++)
        {
            var item = input.Events.Item(i);
            foreach (var path in _historyPaths)
                _event.Add(item, path);
        }
    }

    /// <summary>Takes a row that a rule looked up. It counts for this decision and the event's later ones, which may go by what was found for it.</summary>
    public void AddRow(in Value row) => _event.Add(row);

    /// <summary>Begins a decision.</summary>
    public void BeginDecision() => _state.Clear();

    /// <summary>Takes a value of state.</summary>
    public void AddState(ulong what, long value)
    {
        _state.Add((long)what);
        _state.Add(value);
    }

    /// <summary>Puts the hash into the decision.</summary>
    public void End(Decision decision)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_event.Followed(_state), hash);
        decision.SetInputs(hash);
    }

    private static bool Reads(PlannedExpression? expression) => expression?.Plan.Needs.HistoryNs > 0;

    private static FieldName[] PathOf(string path) => path.Length == 0 ? [] : [.. path.Split('.').Select(n => new FieldName(n))];
}
