using System.Buffers;
using Confluent.Kafka;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Consuming;

/// <summary>
/// Takes key and value of one record over from the client's memory, and its headers, without an object for either. One per consumer; used on its thread.
/// </summary>
internal sealed class Staging : IDeserializer<StagedSpan>
{
    private readonly ArrayBufferWriter<byte> _headers = new(256);
    private byte[] _bytes = new byte[16 * 1024];
    private int _used;

    public StagedSpan Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (context.Component == MessageComponentType.Key)
            _used = 0;
        if (_bytes.Length - _used < data.Length)
            Array.Resize(ref _bytes, checked((int)Math.Max((long)_used + data.Length, _bytes.Length * 2L)));
        data.CopyTo(_bytes.AsSpan(_used));
        var staged = new StagedSpan(_used, data.Length, isNull);
        _used += data.Length;
        return staged;
    }

    /// <summary>How many bytes the record that was just consumed takes in a batch. Call once per record, before <see cref="AddTo"/>.</summary>
    public int Stage(ConsumeResult<StagedSpan, StagedSpan> record)
    {
        _headers.ResetWrittenCount();
        if (record.Message.Headers is { Count: > 0 } headers)
            Write(headers);
        return record.Message.Key.Length + record.Message.Value.Length + _headers.WrittenCount;
    }

    /// <summary>Adds the staged record.</summary>
    public void AddTo(RecordBatch batch, ConsumeResult<StagedSpan, StagedSpan> record)
    {
        var message = record.Message;
        batch.Add(
            record.Offset.Value,
            message.Timestamp.Type == TimestampType.NotAvailable ? null : message.Timestamp.UnixTimestampMs,
            !message.Key.IsNull,
            Bytes(message.Key),
            !message.Value.IsNull,
            Bytes(message.Value),
            _headers.WrittenSpan
        );
    }

    /// <summary>The bytes of a key or value of the record that was just consumed.</summary>
    public ReadOnlySpan<byte> Bytes(StagedSpan staged) => _bytes.AsSpan(staged.Start, staged.Length);

    private void Write(Headers headers)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            if (header.GetValueBytes() is { } value)
                RecordHeaders.Append(_headers, header.Key, value);
            else
                RecordHeaders.AppendNull(_headers, header.Key);
        }
    }
}
