using StreamScoring.Events;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Xdm;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.State;
using StreamScoring.State.Keys;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>
/// Decodes a batch and decides of each event whether it is scored here: broken and future ones become faults, those of another partition are forwarded,
/// ids that the key has seen are marked. State moves for live events only.
/// </summary>
internal sealed class Admission
{
    private readonly EventBatch _events;
    private readonly ActiveSet _set;
    private readonly KeyedState _state;
    private readonly LaneContext _context;
    private readonly EventDecoder _decoder;
    private readonly EventTimeRules _times;
    private readonly Rekeying? _rekeying;
    private readonly KeyClock _clock;
    private readonly Dedupe _dedupe;
    private readonly int[] _sources;

    public Admission(int partition, EventBatch events, ActiveSet set, KeyedState state, LaneContext context)
    {
        _events = events;
        _set = set;
        _state = state;
        _context = context;
        _decoder = context.DecoderFor(set.Projection);
        _times = new EventTimeRules(context.Settings.MaxAheadMs < 0 ? null : context.Settings.MaxAheadMs * 1_000_000);
        _rekeying = context.Rekeys ? new Rekeying(partition, context) : null;
        if (set.KeepsState)
        {
            _clock = KeyClock.In(set.Layout);
            _dedupe = Dedupe.In(set.Layout);
        }

        Entries = new int[events.Capacity];
        ClocksNs = new long[events.Capacity];
        _sources = new int[events.Capacity];
    }

    /// <summary>Per row of the event batch, the entry of its key, or -1.</summary>
    public int[] Entries { get; }

    /// <summary>Per live row with an entry, the key's clock with the event counted in, ns since the epoch.</summary>
    public long[] ClocksNs { get; }

    /// <summary>Where a record was before it was forwarded here; empty when it was not.</summary>
    public ReadOnlySpan<byte> OriginOf(TopicPartition from, ReadOnlySpan<byte> headers) =>
        _rekeying is null ? default : _rekeying.OriginOf(from, headers);

    /// <summary>The record that a row of the event batch came from.</summary>
    public int RecordOf(int row) => _sources[row];

    /// <summary>Fills the event batch. Returns the offset to go on at; an event that something outside keeps from being decoded ends the batch before it.</summary>
    public long Run(TopicPartition from, RecordBatch records, ITransaction transaction, out string? retryReason)
    {
        retryReason = null;
        _events.Reset();
        for (var i = 0; i < records.Count; i++)
        {
            _context.Observer.Decoding(from, records.Offset(i));
            var row = _events.Add(records.Offset(i), ArrivalNs(records.TimestampMs(i)));
            RecordHeaders.TryGet(records.Headers(i), EventDecoder.SchemaIdHeader, out var schemaId);
            var fault = _decoder.Decode(records.Value(i), schemaId, _events, row);
            if (fault is { MayRetry: true })
            {
                _events.RemoveLast();
                retryReason = fault.ToString();
                return records.Offset(i);
            }

            if (_rekeying is not null && _rekeying.TryForward(from, records, i, _events, row, transaction))
            {
                _events.RemoveLast();
                continue;
            }

            _sources[row] = i;
            _times.Apply(_events, row);
            Entries[row] = _set.KeepsState && _events.Faults[row] is null ? Enter(row) : -1;
        }

        return records.NextOffset;
    }

    // A record may carry any number as its time; what has no place in ns is taken for the furthest that has.
    private static long? ArrivalNs(long? timestampMs) =>
        timestampMs is { } ms ? Math.Clamp(ms, long.MinValue / 1_000_000, long.MaxValue / 1_000_000) * 1_000_000 : null;

    private int Enter(int row)
    {
        if (_events.Identities.IsNull(row))
            return -1;
        var entry = _state.Open(_events.Identities[row]);
        var time = _events.EventTimesNs[row];
        if (!_events.Ids.IsNull(row))
        {
            var id = _events.Ids[row];
            if (_dedupe.SeenBefore(_state, entry, id, time))
            {
                _events.Duplicates[row] = true;
                return entry;
            }

            ClocksNs[row] = _clock.Advance(_state, entry, time);
            _dedupe.Add(_state, entry, id, time);
            return entry;
        }

        ClocksNs[row] = _clock.Advance(_state, entry, time);
        return entry;
    }
}
