using System.Text;
using Confluent.Kafka;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Producing;

/// <summary>Our records as the client's messages.</summary>
internal static class ProducerRecords
{
    /// <summary>The largest record, bytes of key, value and headers.</summary>
    public const int MaxBytes = 16 * 1024 * 1024 - 4096;

    public static Message<byte[]?, byte[]?> Message(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> headers,
        long timestampMs,
        bool hasKey,
        bool hasValue
    ) =>
        new()
        {
            Key = hasKey ? key.ToArray() : null,
            Value = hasValue ? value.ToArray() : null,
            Headers = headers.IsEmpty ? null : Headers(headers),
            Timestamp = new Timestamp(timestampMs, TimestampType.CreateTime),
        };

    /// <summary>Throws what a caller of <see cref="ITransaction.Append"/> did wrong.</summary>
    public static void Check(
        StreamScoring.Pipeline.Ports.TopicPartition to,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> headers,
        bool hasKey,
        bool hasValue
    )
    {
        if ((!hasKey && !key.IsEmpty) || (!hasValue && !value.IsEmpty))
            throw new ArgumentException("a null key or value has no bytes", hasKey ? nameof(value) : nameof(key));
        var bytes = (long)key.Length + value.Length + headers.Length;
        if (bytes > MaxBytes)
            throw new RecordTooLargeException($"{to}: a record of {bytes} bytes is larger than the limit of {MaxBytes} bytes");
    }

    private static Headers Headers(ReadOnlySpan<byte> headers)
    {
        var made = new Headers();
        while (RecordHeaders.TryRead(ref headers, out var name, out var value, out var isNull))
            made.Add(Encoding.UTF8.GetString(name), isNull ? null : value.ToArray());
        return made;
    }
}
