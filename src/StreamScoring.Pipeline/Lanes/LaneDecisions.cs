using System.Buffers;
using System.Buffers.Text;
using System.Text;
using StreamScoring.Decisioning.Deciding;
using StreamScoring.Decisioning.Offers;
using StreamScoring.Decisioning.Records;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Scores;
using StreamScoring.Graphs.Planning;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.State;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>Runs the rule set over a scored batch, row by row, and writes memberships and decisions into the open transaction.</summary>
internal sealed class LaneDecisions : DecisionOutput
{
    private readonly int _partition;
    private readonly ScoredBatch _scored;
    private readonly ActiveSet _set;
    private readonly KeyedState _state;
    private readonly LaneContext _context;
    private readonly DecisionEngine _engine;
    private readonly (GraphRunner Runner, Column Column)[] _sources;
    private readonly double[] _scores;
    private readonly byte[][] _placements;
    private readonly TopicPartition _memberships;
    private readonly TopicPartition _decisions;
    private readonly TopicPartition _latest;
    private readonly ArrayBufferWriter<byte> _value = new(4096);
    private readonly ArrayBufferWriter<byte> _key = new(128);
    private readonly ArrayBufferWriter<byte> _eventId = new(128);
    private readonly SortedDictionary<string, (MembershipJsonEncoder Memberships, DecisionJsonEncoder Decisions)> _encoders = new(
        StringComparer.Ordinal
    );
    private (MembershipJsonEncoder Memberships, DecisionJsonEncoder Decisions) _encoder;
    private ITransaction _transaction = null!;
    private ScorePosition _last;
    private string _topic;
    private long _nowMs;

    public LaneDecisions(
        int partition,
        ScoredBatch scored,
        ActiveSet set,
        KeyedState state,
        Profiles profiles,
        TableFeed tables,
        LaneContext context
    )
    {
        (_partition, _scored, _set, _state, _context) = (partition, scored, set, state, context);
        var plan = set.Rules!;
        var topics = context.Settings.Topics;
        context.EnsureDecisionTopics();
        var options = new DecisionOptions
        {
            Share = new DecisionShare(partition, context.Partitions),
            VerifyPercent = context.Settings.VerifyPercent,
            WatermarkDelayNs = context.Settings.WatermarkDelayMs * 1_000_000,
        };
        _engine = new DecisionEngine(plan, set.Layout, options, profiles, this, tables.Tables);
        _sources = [.. plan.Sources.Select(s => SourceOf(scored, s.Service, s.Output!))];
        _scores = new double[_sources.Length];
        _placements = [.. plan.Rules.Placements.Select(p => Encoding.UTF8.GetBytes("/" + p.Placement.Id))];
        _memberships = new TopicPartition(topics.Memberships, partition);
        _decisions = new TopicPartition(topics.Decisions, partition);
        _latest = new TopicPartition(topics.DecisionsLatest, partition);
        _topic = topics.Events;
        _last = new ScorePosition(partition, 0);
    }

    /// <summary>The largest event time seen, ns since the epoch.</summary>
    public long EventTimeNs => _engine.EventTimeNs(_state);

    /// <summary>Whether anything was written outside a batch since the last commit.</summary>
    public bool HasMoved { get; private set; }

    /// <summary>Whether memberships stand under another rule set.</summary>
    public bool IsBehind => _engine.IsBehind(_state);

    public void Begin() => _engine.Begin(_state);

    public void Commit()
    {
        _engine.Commit();
        HasMoved = false;
    }

    public void Abort()
    {
        _engine.Abort();
        HasMoved = false;
    }

    public void Run(TopicPartition from, RecordBatch records, Admission admission, ITransaction transaction)
    {
        _topic = from.Topic;
        Open(transaction);
        Reevaluate();
        var events = _scored.Events;
        for (var row = 0; row < events.Count; row++)
        {
            if (!events.IsLive(row))
                continue;
            for (var i = 0; i < _scores.Length; i++)
                _scores[i] = Score(_sources[i].Column, row);
            _last = new ScorePosition(from.Partition, events.Offsets[row]);
            _engine.Run(
                _state,
                new DecisionEvent
                {
                    Batch = events,
                    Row = row,
                    Entry = admission.Entries[row],
                    EventId = EventId(from, records, admission, row),
                    NowNs = admission.ClocksNs[row],
                    Position = _last,
                    Scores = _scores,
                }
            );
            _engine.Advance(_state, events.EventTimesNs[row], _last);
        }
    }

    /// <summary>Evaluates everybody anew if memberships stand under another rule set.</summary>
    public bool Reevaluate(ITransaction transaction)
    {
        Open(transaction);
        return Reevaluate();
    }

    /// <summary>Lets timers fire up to a moment.</summary>
    public void FireTimers(long upToNs, ITransaction transaction)
    {
        Open(transaction);
        var before = _state.DirtyKeys;
        _engine.FireAll(_state, upToNs, _last);
        HasMoved |= _state.DirtyKeys > before;
    }

    public override void Changed(
        in RecordHead head,
        ChangeReason reason,
        ReadOnlySpan<Membership> memberships,
        ReadOnlySpan<MembershipChange> changes
    )
    {
        _value.ResetWrittenCount();
        _encoder.Memberships.Encode(_value, head, reason, memberships, changes);
        _transaction.Append(_memberships, head.Identity, _value.WrittenSpan, default, _nowMs);
        _context.Observer.MembershipsChanged(_set.Rules!.Rules, head, reason, changes);
    }

    public override void Decided(in RecordHead head, Decision decision, ReadOnlySpan<double> scores)
    {
        _value.ResetWrittenCount();
        _encoder.Decisions.Encode(_value, head, decision, scores, decision.Inputs);
        _transaction.Append(_decisions, head.Identity, _value.WrittenSpan, default, _nowMs);
        _key.ResetWrittenCount();
        _key.Write(head.Identity);
        _key.Write(_placements[decision.Placement]);
        _transaction.Append(_latest, _key.WrittenSpan, _value.WrittenSpan, default, _nowMs);
        _context.Observer.Decided(_set.Rules!.Rules, head, decision);
    }

    public override void Verified(in RecordHead head, int segment) => _context.Observer.RulesVerified(_set.Rules!.Rules, head, segment);

    public override void Forgotten(ReadOnlySpan<byte> identity) =>
        _transaction.Append(_memberships, identity, default, default, _nowMs, hasValue: false);

    private static (GraphRunner, Column) SourceOf(ScoredBatch scored, string service, string output)
    {
        var runner = scored.Services.First(s => string.Equals(s.Name, service, StringComparison.Ordinal)).Runner;
        return (runner, runner.Outputs.First(o => string.Equals(o.Name, output, StringComparison.Ordinal)).Column);
    }

    // Of a row with a fault the column is null.
    private static double Score(Column column, int row) =>
        column.IsNull(row)
            ? double.NaN
            : column switch
            {
                ValueColumn<float> f => f[row],
                ValueColumn<double> d => d[row],
                ValueColumn<long> l => l[row],
                _ => double.NaN,
            };

    private void Open(ITransaction transaction)
    {
        _transaction = transaction;
        _nowMs = _context.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (_encoders.TryGetValue(_topic, out _encoder))
            return;
        var layout = new RecordLayout(_context.Settings.SourceName, _topic, _set.Hash, _set.Rules!.Rules);
        _encoders[_topic] = _encoder = (new MembershipJsonEncoder(layout), new DecisionJsonEncoder(layout));
    }

    private bool Reevaluate()
    {
        if (!_engine.IsBehind(_state))
            return false;
        _engine.Reevaluate(_state, _last);
        return HasMoved = true;
    }

    private ReadOnlySpan<byte> EventId(TopicPartition from, RecordBatch records, Admission admission, int row)
    {
        var events = _scored.Events;
        if (!events.Ids.IsNull(row))
            return events.Ids[row];
        var origin = admission.OriginOf(from, records.Headers(admission.RecordOf(row)));
        if (!origin.IsEmpty)
            return origin;
        _eventId.ResetWrittenCount();
        var span = _eventId.GetSpan(Encoding.UTF8.GetMaxByteCount(from.Topic.Length) + 34);
        var length = Encoding.UTF8.GetBytes(from.Topic, span);
        span[length++] = (byte)'/';
        Utf8Formatter.TryFormat(from.Partition, span[length..], out var written);
        length += written;
        span[length++] = (byte)'/';
        Utf8Formatter.TryFormat(events.Offsets[row], span[length..], out written);
        _eventId.Advance(length + written);
        return _eventId.WrittenSpan;
    }
}
