using StreamScoring.Events;
using StreamScoring.Events.Identity;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Pipeline.Partitioning;

/// <summary>Reads from a JSON event what a producer keys and stamps it by. Not thread-safe.</summary>
public sealed class EventKeyReader
{
    private readonly JsonEventDecoder _decoder;
    private readonly EventBatch _event;

    /// <summary>A reader that chooses identities by <paramref name="identity"/>.</summary>
    public EventKeyReader(DecodeLimits limits, IdentityRule identity)
    {
        var nothing = new Projection([]);
        _decoder = new JsonEventDecoder(nothing, limits, identity);
        _event = new EventBatch(nothing, 1);
    }

    /// <summary>
    /// The event's identity as <c>namespace:id</c>, empty when it has none or cannot be read; valid until the next call.
    /// <paramref name="receivedMs"/> is its <c>receivedTimestamp</c> or else its <c>timestamp</c>, ms since the epoch, null when it has neither.
    /// </summary>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> value, out long? receivedMs)
    {
        _event.Reset();
        var row = _event.Add(0, null);
        _decoder.Decode(value, _event, row);
        receivedMs =
            !_event.ReceivedTimesNs.IsNull(row) ? _event.ReceivedTimesNs[row] / 1_000_000
            : !_event.EventTimesNs.IsNull(row) ? _event.EventTimesNs[row] / 1_000_000
            : null;
        return _event.Identities[row];
    }

    /// <summary>The partition an event belongs to: its identity's, or 0 when it has none.</summary>
    public int PartitionOf(ReadOnlySpan<byte> value, int partitions)
    {
        var identity = Read(value, out _);
        return identity.IsEmpty ? 0 : Murmur2Partitioner.PartitionOf(identity, partitions);
    }
}
