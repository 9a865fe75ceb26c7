using StreamScoring.Events.Scores;

namespace StreamScoring.Decisioning.Records;

/// <summary>Whom a record is about, and where it comes from. The spans are UTF-8 and live as long as the record is being written.</summary>
public readonly ref struct RecordHead
{
    /// <summary>The identity, <c>namespace:id</c>.</summary>
    public ReadOnlySpan<byte> Identity { get; init; }

    /// <summary>The event's id: its <c>_id</c>, else the place it came from, <c>topic/partition/offset</c>. Empty when no event caused the record.</summary>
    public ReadOnlySpan<byte> EventId { get; init; }

    /// <summary>The moment, ns since the epoch: the event's time for a decision, the key's clock for memberships.</summary>
    public long TimeNs { get; init; }

    /// <summary>Where the event stands in the contract topic; of a timer, the event before which it fired.</summary>
    public ScorePosition Position { get; init; }
}
