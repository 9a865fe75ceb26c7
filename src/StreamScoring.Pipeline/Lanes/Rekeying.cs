using System.Buffers;
using System.Buffers.Text;
using System.Text;
using StreamScoring.Events;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>
/// Forwards an event that lies in another partition than its identity belongs to. State lives with the identity's partition, so the event is scored there,
/// in the order of the re-keyed topic; the header <c>origin</c> says where it came from.
/// </summary>
internal sealed class Rekeying(int partition, LaneContext context)
{
    /// <summary>The header that names an event's first place: <c>topic/partition/offset</c>.</summary>
    public const string OriginHeader = "origin";

    private static ReadOnlySpan<byte> OriginUtf8 => "origin"u8;

    private readonly ArrayBufferWriter<byte> _headers = new(256);
    private readonly ArrayBufferWriter<byte> _origin = new(64);

    /// <summary>Whether the record was forwarded instead of being scored here.</summary>
    public bool TryForward(TopicPartition from, RecordBatch records, int record, EventBatch events, int row, ITransaction transaction)
    {
        if (events.Faults[row] is not null || events.Identities.IsNull(row))
            return false;
        var identity = events.Identities[row];
        var home = Murmur2Partitioner.PartitionOf(identity, context.Partitions);
        if (home == partition)
            return false;
        var headers = records.Headers(record);
        _headers.ResetWrittenCount();
        _headers.Write(headers);
        if (OriginOf(from, headers).IsEmpty)
        {
            WriteOrigin(from, records.Offset(record));
            RecordHeaders.Append(_headers, OriginHeader, _origin.WrittenSpan);
        }

        var timestamp = records.TimestampMs(record) ?? context.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        transaction.Append(
            new TopicPartition(context.Settings.Topics.Rekeyed, home),
            identity,
            records.Value(record),
            _headers.WrittenSpan,
            timestamp,
            hasKey: true,
            records.HasValue(record)
        );
        return true;
    }

    /// <summary>Where a record was first, when it was forwarded; else empty. Elsewhere than in the re-keyed topic the header is a stranger's and says nothing.</summary>
    public ReadOnlySpan<byte> OriginOf(TopicPartition from, ReadOnlySpan<byte> headers)
    {
        if (!string.Equals(from.Topic, context.Settings.Topics.Rekeyed, StringComparison.Ordinal))
            return default;
        RecordHeaders.TryGet(headers, OriginUtf8, out var origin);
        return origin;
    }

    private void WriteOrigin(TopicPartition from, long offset)
    {
        _origin.ResetWrittenCount();
        var span = _origin.GetSpan(Encoding.UTF8.GetMaxByteCount(from.Topic.Length) + 34);
        var length = Encoding.UTF8.GetBytes(from.Topic, span);
        span[length++] = (byte)'/';
        Utf8Formatter.TryFormat(from.Partition, span[length..], out var written);
        length += written;
        span[length++] = (byte)'/';
        Utf8Formatter.TryFormat(offset, span[length..], out written);
        _origin.Advance(length + written);
    }
}
