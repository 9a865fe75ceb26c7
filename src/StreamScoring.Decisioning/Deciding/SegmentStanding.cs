using System.Runtime.InteropServices;
using StreamScoring.Decisioning.Experiments;
using StreamScoring.Decisioning.Records;
using StreamScoring.Decisioning.Segments;
using StreamScoring.Decisioning.Segments.Index;
using StreamScoring.Events;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Deciding;

/// <summary>
/// Evaluates a person's segments group by group, each seeing what those before came to, and gathers what changed. One a lane, reused; allocates nothing once it has grown.
/// </summary>
internal sealed class SegmentStanding
{
    private readonly DecisionPlan _plan;
    private readonly Memberships _memberships;
    private readonly (SegmentGroup Group, RuleMatcher Matcher, SegmentTransitions Transitions, double[] Scores)[] _groups;
    private readonly (ulong Id, int Segment)[] _byId;
    private readonly List<int> _holding = [];
    private readonly List<MembershipChange> _changes = [];
    private readonly List<Records.Membership> _members = [];
    private readonly double[][] _payloadScores;

    public SegmentStanding(DecisionPlan plan, StateLayout layout)
    {
        _plan = plan;
        _memberships = Memberships.In(layout);
        var names = plan.Rules.Segments.Select(s => s.Rule.Id).ToList();
        // Two names that cannot be told apart may stand in different groups.
        _ = new SegmentTransitions(_memberships, names);
        _byId = [.. names.Select((n, i) => (Ids.Of(n), i)).OrderBy(p => p.Item1)];
        _groups =
        [
            .. plan.Groups.Select(g =>
                (
                    g,
                    new RuleMatcher(g.Index),
                    new SegmentTransitions(_memberships, [.. g.Segments.Select(s => names[s])]),
                    new double[g.ScoreSlots.Length]
                )
            ),
        ];
        _payloadScores = [.. plan.Rules.Segments.Select(s => new double[s.Score?.ScoreSlots.Length ?? 0])];
    }

    /// <summary>The segments that held at the last evaluation, by position, ascending.</summary>
    public ReadOnlySpan<int> Holding => CollectionsMarshal.AsSpan(_holding);

    /// <summary>What changed with it, in the order of the segments.</summary>
    public ReadOnlySpan<MembershipChange> Changes => CollectionsMarshal.AsSpan(_changes);

    /// <summary>Until when it stands if nothing happens, ns since the epoch; windows of scores are not counted.</summary>
    public long ValidUntilNs { get; private set; }

    /// <summary>The first segment on which the index had something else than its evaluation, by position; -1 when none was found, or none was looked for.</summary>
    public int Misfound { get; private set; }

    /// <summary>Evaluates at a moment, and moves the memberships. Without a batch there is no current event: segments that read it stay as they are.</summary>
    public void Evaluate(
        KeyedState state,
        int entry,
        Evaluator evaluator,
        EventBatch? batch,
        int row,
        ReadOnlySpan<double> scores,
        long nowNs,
        bool verifies = false
    )
    {
        Misfound = -1;
        _holding.Clear();
        _changes.Clear();
        ValidUntilNs = long.MaxValue;
        foreach (var (group, matcher, transitions, given) in _groups)
        {
            if (group.ReadsEvent && batch is null)
                continue;
            for (var i = 0; i < given.Length; i++)
                given[i] = scores[group.ScoreSlots[i]];
            var differs = -1;
            var holding = verifies
                ? matcher.MatchChecked(evaluator, batch, row, given, out differs)
                : matcher.Match(evaluator, batch, row, given);
            if (differs >= 0 && Misfound < 0)
                Misfound = group.Segments[differs];
            foreach (var rule in holding)
                _holding.Add(group.Segments[rule]);
            // What reads the event is not looked at when a timer fires, so that a timer would change nothing.
            if (!group.ReadsEvent)
                ValidUntilNs = Math.Min(ValidUntilNs, matcher.ValidUntilNs);
            foreach (var transition in transitions.Apply(state, entry, holding, nowNs))
                _changes.Add(Change(group.Segments[transition.Segment], transition.IsEntry));
        }

        _holding.Sort();
        CollectionsMarshal.AsSpan(_changes).Sort(static (a, b) => a.Segment.CompareTo(b.Segment));
    }

    /// <summary>Everything that is known of the person after <see cref="Evaluate"/>, with what was just left, in the order of the segments. Valid until the next evaluation.</summary>
    public ReadOnlySpan<Records.Membership> Members(
        KeyedState state,
        int entry,
        Evaluator evaluator,
        ReadOnlySpan<double> scores,
        long nowNs
    )
    {
        _members.Clear();
        for (var i = 0; i < _memberships.Count(state, entry); i++)
        {
            var membership = _memberships.At(state, entry, i);
            if (Find(membership.Segment) is not (>= 0 and var segment))
                continue;
            var status = HasEntered(segment) ? MembershipStatus.Realized : MembershipStatus.Existing;
            _members.Add(new(segment, status, membership.SinceNs, long.MaxValue, Payload(segment, evaluator, scores)));
        }

        foreach (var change in _changes)
        {
            if (change.To == MembershipStatus.Exited)
                _members.Add(new(change.Segment, MembershipStatus.Exited, nowNs, long.MaxValue, double.NaN));
        }

        var members = CollectionsMarshal.AsSpan(_members);
        members.Sort(static (a, b) => a.Segment.CompareTo(b.Segment));
        return members;
    }

    /// <summary>Takes a person out of segments that the rule set does not have. Returns whether there were any.</summary>
    public bool LeaveUnknown(KeyedState state, int entry)
    {
        var any = false;
        for (var i = _memberships.Count(state, entry) - 1; i >= 0; i--)
        {
            var membership = _memberships.At(state, entry, i);
            if (Find(membership.Segment) >= 0)
                continue;
            _memberships.Leave(state, entry, membership.Segment);
            any = true;
        }

        return any;
    }

    private static MembershipChange Change(int segment, bool isEntry) =>
        isEntry
            ? new(segment, MembershipStatus.None, MembershipStatus.Realized)
            : new(segment, MembershipStatus.Existing, MembershipStatus.Exited);

    private bool HasEntered(int segment)
    {
        foreach (var change in _changes)
        {
            if (change.Segment == segment)
                return change.To == MembershipStatus.Realized;
        }

        return false;
    }

    private double Payload(int segment, Evaluator evaluator, ReadOnlySpan<double> scores)
    {
        if (_plan.Rules.Segments[segment].Score is not { } score)
            return double.NaN;
        var given = _payloadScores[segment];
        for (var i = 0; i < given.Length; i++)
            given[i] = scores[score.ScoreSlots[i]];
        evaluator.Input.Scores = given;
        var value = evaluator.Evaluate(score.Plan);
        return value.Kind switch
        {
            Expressions.Values.ValueKind.Number => value.Number,
            Expressions.Values.ValueKind.Integer => value.Integer,
            _ => double.NaN,
        };
    }

    private int Find(ulong id)
    {
        int low = 0,
            high = _byId.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_byId[middle].Id < id)
                low = middle + 1;
            else
                high = middle;
        }

        return low < _byId.Length && _byId[low].Id == id ? _byId[low].Segment : -1;
    }
}
