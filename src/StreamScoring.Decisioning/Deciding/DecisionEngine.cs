using StreamScoring.Decisioning.Experiments;
using StreamScoring.Decisioning.History;
using StreamScoring.Decisioning.Offers;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Decisioning.Segments;
using StreamScoring.Decisioning.Tables;
using StreamScoring.Decisioning.Timers;
using StreamScoring.Events.Scores;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Values;
using StreamScoring.State;
using StreamScoring.State.Keys;

namespace StreamScoring.Decisioning.Deciding;

/// <summary>
/// Runs a rule set over a partition's events, one by one in offset order: timers that are due, then the event's memberships, then its decisions. All that it keeps lies in
/// the keyed state, so that it commits and is given up together with it. One a lane; allocates nothing once its buffers have grown.
/// </summary>
public sealed class DecisionEngine
{
    private const int EventRoot = 0;
    private readonly Profiles _profiles;
    private readonly DecisionOutput _output;
    private readonly LaneTables _tables;
    private readonly ulong _verifyBelow;
    private readonly long _watermarkDelayNs;
    private readonly EventHistory? _history;
    private readonly EventHistory _current;
    private readonly ScoreHistory _scores;
    private readonly SegmentStanding _standing;
    private readonly Memberships _memberships;
    private readonly TimerQueue _timers;
    private readonly DecisionMaker _maker;
    private readonly LaneMarks _marks;
    private readonly KeyClock _clock;
    private readonly Evaluator _evaluator = new();
    private readonly ContextRoots _contexts = new(RuleTypes.Event);
    private readonly MembershipValues _segments;
    private readonly double[] _given;
    private readonly int[] _ownSlots;

    /// <summary>An engine. Throws <see cref="KeyNotFoundException"/> when the layout lacks one of the plan's definitions or the key's clock.</summary>
    /// <param name="plan">The rule set.</param>
    /// <param name="layout">The layout of the state that is given with every call.</param>
    /// <param name="options">Limits, and the partition's share.</param>
    /// <param name="profiles">The profiles of the partition's people.</param>
    /// <param name="output">Takes the results.</param>
    /// <param name="tables">The lookup tables; without them those of files, and those of topics empty.</param>
    public DecisionEngine(
        DecisionPlan plan,
        StateLayout layout,
        DecisionOptions options,
        Profiles profiles,
        DecisionOutput output,
        LaneTables? tables = null
    )
    {
        _verifyBelow = (ulong)(options.VerifyPercent / 100 * 4294967296.0);
        _tables = tables ?? new LaneTables(plan.Rules);
        (_profiles, _output, _watermarkDelayNs) = (profiles, output, options.WatermarkDelayNs);
        _history = plan.History.WindowNs > 0 ? new EventHistory(plan.History, layout, options.History) : null;
        _current = new EventHistory(plan.Current, layout, options.History);
        _scores = new ScoreHistory(plan.Rules.Needs.Scores, layout);
        _standing = new SegmentStanding(plan, layout);
        _memberships = Memberships.In(layout);
        _timers = TimerQueue.In(layout);
        _maker = new DecisionMaker(plan.Rules, layout, options.Share);
        _marks = new LaneMarks(layout, plan.Rules.Hash);
        _clock = KeyClock.In(layout);
        _segments = new MembershipValues(_memberships, plan.Rules.Segments.Select(s => s.Rule.Id));
        _given = new double[plan.Rules.Needs.Scores.Count];
        _ownSlots = [.. plan.Own.Select(layout.SlotOf)];
        _evaluator.Input.Contexts = _contexts.Object;
        _evaluator.Input.Segments = _segments.Object;
    }

    // A person who wants nothing kept is looked at here, and it is emptied again.
    private static ReadOnlySpan<byte> Scratch => "\0scratch"u8;

    /// <summary>To be called once the state is restored, and whenever the rule set is another: takes the timers from the state.</summary>
    public void Begin(KeyedState state) => _timers.Rebuild(state);

    /// <summary>Whether memberships stand under another rule set, so that <see cref="Reevaluate"/> must come before the next event.</summary>
    public bool IsBehind(KeyedState state) => !_marks.IsUnder(state);

    /// <summary>Evaluates everybody of whom anything is known anew, each at the key's clock, in the order of the keys: the rule set has changed.</summary>
    public void Reevaluate(KeyedState state, ScorePosition position)
    {
        var entries = new List<(byte[] Key, int Entry)>();
        for (var entry = 0; entry < state.EntryEnd; entry++)
        {
            // What is counted over all people has no clock.
            if (HoldsAnything(state, entry) && _clock.Read(state, entry, long.MinValue) != long.MinValue)
                entries.Add((state.KeyOf(entry).ToArray(), entry));
        }

        entries.Sort(static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        foreach (var (key, entry) in entries)
        {
            var nowNs = _clock.Read(state, entry, long.MinValue);
            var hadOthers = _standing.LeaveUnknown(state, entry);
            Between(state, entry, nowNs);
            Publish(state, entry, key, default, nowNs, position, ChangeReason.DefinitionChanged, hadOthers);
        }

        _marks.SetRules(state);
    }

    /// <summary>Decides on an event. Nothing happens without identity.</summary>
    public void Run(KeyedState state, in DecisionEvent e)
    {
        if (e.Entry < 0)
            return;
        var identity = e.Batch.Identities[e.Row];
        var eventNs = e.Batch.EventTimesNs[e.Row];
        var profile = _profiles.AsOf(identity, eventNs);
        if (Profiles.RefusesCollection(profile))
        {
            Forget(state, e.Entry, identity);
            var scratch = state.Open(Scratch);
            // Nobody knows what came before.
            See(state, scratch, e, identity, profile, eventNs, keeps: false);
            Empty(state, scratch);
            return;
        }

        if (FireDue(state, e.Entry, e.NowNs, e.Position))
            profile = _profiles.AsOf(identity, eventNs);
        See(state, e.Entry, e, identity, profile, e.NowNs, keeps: true);
    }

    /// <summary>The partition's event time goes on with an event that was decided: timers of people who have no events any more fire when they are behind it by the delay.</summary>
    public void Advance(KeyedState state, long eventTimeNs, ScorePosition position)
    {
        if (eventTimeNs <= _marks.EventTimeNs(state))
            return;
        _marks.SetEventTime(state, eventTimeNs);
        FireAll(state, eventTimeNs - _watermarkDelayNs, position);
    }

    /// <summary>Lets every timer fire that is due at a moment: there is nothing more to come before it.</summary>
    public void FireAll(KeyedState state, long upToNs, ScorePosition position)
    {
        while (_timers.TryTake(state, upToNs, out var entry, out var momentNs))
            Fire(state, entry, momentNs, position);
    }

    /// <summary>The largest event time of the partition, ns since the epoch; the smallest number before the first event.</summary>
    public long EventTimeNs(KeyedState state) => _marks.EventTimeNs(state);

    /// <summary>To be called with the state's commit.</summary>
    public void Commit() => _timers.Commit();

    /// <summary>To be called with the state's abort.</summary>
    public void Abort() => _timers.Abort();

    private void See(KeyedState state, int entry, in DecisionEvent e, ReadOnlySpan<byte> identity, in Value profile, long nowNs, bool keeps)
    {
        var eventNs = e.Batch.EventTimesNs[e.Row];
        var moment = new DecisionMoment
        {
            Batch = e.Batch,
            Row = e.Row,
            Identity = identity,
            EventId = e.EventId,
            NowNs = nowNs,
            EventNs = eventNs,
            ProfileOffset = _profiles.Offset,
        };
        _maker.Feedback(state, entry, moment);
        _history?.Open(state, entry, e.Batch, e.Row);
        _current.Open(state, -1, e.Batch, e.Row);
        Show(state, entry, profile, _current.Current, nowNs, eventNs);
        _scores.Read(state, entry, nowNs, eventNs, e.Scores, _given);
        var verifies = _verifyBelow > 0 && Murmur3.Hash(e.EventId) < _verifyBelow;
        _standing.Evaluate(state, entry, _evaluator, e.Batch, e.Row, _given, nowNs, verifies);
        if (keeps)
            Publish(state, entry, identity, e.EventId, nowNs, e.Position, ChangeReason.Event, false);
        moment = new DecisionMoment
        {
            Batch = e.Batch,
            Row = e.Row,
            Identity = identity,
            EventId = e.EventId,
            NowNs = nowNs,
            EventNs = eventNs,
            ProfileOffset = _profiles.Offset,
            Scores = _given,
            Segments = _standing.Holding,
        };
        var decisions = _maker.Decide(state, entry, moment, _evaluator);
        var head = new RecordHead
        {
            Identity = identity,
            EventId = e.EventId,
            TimeNs = eventNs,
            Position = e.Position,
        };
        if (verifies)
            _output.Verified(head, _standing.Misfound);
        for (var i = 0; i < decisions.Count; i++)
            _output.Decided(head, decisions[i], _given);
        if (!keeps)
            return;
        _history?.Append();
        _scores.Append(state, entry, eventNs, e.Scores);
        // Only now the score is in its windows.
        _timers.Set(state, entry, Math.Min(_standing.ValidUntilNs, _scores.NextChangeNs(state, entry, nowNs)));
    }

    private bool FireDue(KeyedState state, int entry, long upToNs, ScorePosition position)
    {
        var any = false;
        while (_timers.MomentNs(state, entry) is var momentNs && momentNs <= upToNs && momentNs != TimerQueue.Never)
        {
            _timers.Set(state, entry, TimerQueue.Never);
            Fire(state, entry, momentNs, position);
            any = true;
        }

        return any;
    }

    private void Fire(KeyedState state, int entry, long momentNs, ScorePosition position)
    {
        Between(state, entry, momentNs);
        Publish(state, entry, state.KeyOf(entry), default, momentNs, position, ChangeReason.Timer, false);
    }

    /// <summary>Evaluates between two events of a key, and sets its next timer.</summary>
    private void Between(KeyedState state, int entry, long momentNs)
    {
        _history?.Open(state, entry);
        Show(state, entry, _profiles.AsOf(state.KeyOf(entry), momentNs), default, momentNs, momentNs);
        _scores.Read(state, entry, momentNs, momentNs, [], _given);
        _standing.Evaluate(state, entry, _evaluator, null, 0, _given, momentNs);
        _timers.Set(state, entry, Math.Min(_standing.ValidUntilNs, _scores.NextChangeNs(state, entry, momentNs)));
    }

    private void Show(KeyedState state, int entry, in Value profile, in Value current, long nowNs, long asOfNs)
    {
        _contexts.Set(EventRoot, current);
        _segments.Open(state, entry);
        var input = _evaluator.Input;
        input.Root = profile;
        input.Events = _history?.Events ?? default;
        input.Tables = _tables.AsOf(asOfNs);
        input.NowNs = nowNs;
    }

    private void Publish(
        KeyedState state,
        int entry,
        ReadOnlySpan<byte> identity,
        ReadOnlySpan<byte> eventId,
        long nowNs,
        ScorePosition position,
        ChangeReason reason,
        bool always
    )
    {
        if (_standing.Changes.IsEmpty && !always)
            return;
        var head = new RecordHead
        {
            Identity = identity,
            EventId = eventId,
            TimeNs = nowNs,
            Position = position,
        };
        _output.Changed(head, reason, _standing.Members(state, entry, _evaluator, _given, nowNs), _standing.Changes);
    }

    private void Forget(KeyedState state, int entry, ReadOnlySpan<byte> identity)
    {
        if (!HoldsAnything(state, entry))
            return;
        Empty(state, entry);
        _output.Forgotten(identity);
    }

    private bool HoldsAnything(KeyedState state, int entry)
    {
        foreach (var slot in _ownSlots)
        {
            if (!state.Read(entry, slot).IsEmpty)
                return true;
        }

        return false;
    }

    private void Empty(KeyedState state, int entry)
    {
        foreach (var slot in _ownSlots)
            state.Write(entry, slot, 0);
    }
}
