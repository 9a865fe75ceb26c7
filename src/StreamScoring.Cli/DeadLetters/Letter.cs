using System.Buffers;
using System.Globalization;
using System.Text;
using StreamScoring.Events.Faults;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.DeadLetters;

/// <summary>What a dead letter says about itself in its headers; nothing of its payload.</summary>
internal sealed record Letter(LetterPlace Place, long? TimestampMs)
{
    /// <summary>The header that counts how often an event was sent back, a decimal number.</summary>
    public const string RetriesHeader = "streamscoring.retries";

    private const string OurPrefix = "streamscoring.";
    private const string StreamsPrefix = "__streams.errors.";

    /// <summary>The error code, e.g. <c>malformed</c>; empty when the letter is not ours.</summary>
    public string Code { get; private init; } = "";

    public string Stage { get; private init; } = "";

    public string Path { get; private init; } = "";

    public string Message { get; private init; } = "";

    /// <summary>The topic, partition and offset that the event was read from.</summary>
    public string Origin { get; private init; } = "";

    /// <summary>The partition that it was read from; null when nothing says.</summary>
    public int? OriginPartition { get; private init; }

    /// <summary>How often it was sent back already.</summary>
    public int Retries { get; private init; }

    /// <summary>Whether the event's bytes are there.</summary>
    public bool HasEvent { get; private init; }

    public static Letter Read(RecordBatch batch, int i, int partition)
    {
        var headers = batch.Headers(i);
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        while (RecordHeaders.TryRead(ref headers, out var name, out var value, out _))
        {
            // The event's own headers come first; what we add stands behind them and counts.
            if (IsOurs(name))
                read[Encoding.UTF8.GetString(name)] = Encoding.UTF8.GetString(value);
        }

        var topic = read.GetValueOrDefault(DeadLetter.Topic, "");
        var from = read.GetValueOrDefault(DeadLetter.Partition, "");
        return new Letter(new LetterPlace(partition, batch.Offset(i)), batch.TimestampMs(i))
        {
            Code = read.GetValueOrDefault(DeadLetter.Code, ""),
            Stage = read.GetValueOrDefault(DeadLetter.Stage, ""),
            Path = read.GetValueOrDefault(DeadLetter.Path, ""),
            Message = read.GetValueOrDefault(DeadLetter.Message, ""),
            Origin = topic.Length == 0 ? "" : $"{topic}/{from}/{read.GetValueOrDefault(DeadLetter.Offset, "")}",
            OriginPartition = int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var p) ? p : null,
            Retries = int.TryParse(
                read.GetValueOrDefault(RetriesHeader, ""),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var retries
            )
                ? retries
                : 0,
            HasEvent = batch.HasValue(i),
        };
    }

    /// <summary>Whether an event was sent back by a retry.</summary>
    public static bool IsRetried(ReadOnlySpan<byte> headers) => RecordHeaders.TryGet(headers, "streamscoring.retries"u8, out _);

    /// <summary>The event's own headers, as it came, with the count of retries behind them.</summary>
    public static void WriteEventHeaders(ReadOnlySpan<byte> headers, int retries, ArrayBufferWriter<byte> into)
    {
        into.ResetWrittenCount();
        while (RecordHeaders.TryRead(ref headers, out var name, out var value, out var isNull))
        {
            if (IsOurs(name))
                continue;
            if (isNull)
                RecordHeaders.AppendNull(into, Encoding.UTF8.GetString(name));
            else
                RecordHeaders.Append(into, Encoding.UTF8.GetString(name), value);
        }

        RecordHeaders.Append(into, RetriesHeader, Encoding.UTF8.GetBytes(retries.ToString(CultureInfo.InvariantCulture)));
    }

    private static bool IsOurs(ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name);
        return text.StartsWith(OurPrefix, StringComparison.Ordinal) || text.StartsWith(StreamsPrefix, StringComparison.Ordinal);
    }
}
