using System.Buffers;

namespace StreamScoring.Events.Scores;

/// <summary>
/// Writes score records of one layout: the CloudEvents envelope, and <c>data</c>, which is a function of the event's content, state and revisions only. An event with
/// a fault, and a duplicate, get a record without services. Shared by all lanes; allocates nothing but what the target needs to grow.
/// </summary>
public interface IScoreEncoder
{
    /// <summary>Appends the record of one event.</summary>
    /// <param name="target">Takes the bytes.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The event.</param>
    /// <param name="position">Where it stands in the contract topic.</param>
    /// <param name="scores">Per service of the layout, what it computed for the event; not looked at for a faulted or duplicate event.</param>
    /// <param name="origin">
    /// Of a re-keyed event, where it came from: <c>topic/partition/offset</c> in UTF-8, which then names it when it has no <c>_id</c>. Empty otherwise.
    /// </param>
    void Encode(
        IBufferWriter<byte> target,
        EventBatch batch,
        int row,
        ScorePosition position,
        ReadOnlySpan<ServiceScore> scores,
        ReadOnlySpan<byte> origin = default
    );
}
