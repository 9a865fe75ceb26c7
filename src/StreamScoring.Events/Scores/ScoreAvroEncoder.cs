using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;

namespace StreamScoring.Events.Scores;

/// <summary>Writes score records as Avro (<c>schemas/score.v1.avsc</c>) in Confluent's wire format. The same values as <see cref="ScoreJsonEncoder"/> writes.</summary>
public sealed class ScoreAvroEncoder : IScoreEncoder
{
    private readonly ScoreLayout _layout;
    private readonly byte[] _head;
    private readonly byte[] _topic;
    private readonly byte[] _activeSet;
    private readonly (byte[] Head, byte[][] Outputs)[] _services;

    /// <summary>An encoder of that layout; <paramref name="schemaId"/> is the id under which the schema registry holds <c>score.v1.avsc</c>.</summary>
    public ScoreAvroEncoder(ScoreLayout layout, int schemaId)
    {
        _layout = layout;
        var prefix = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), schemaId);
        _head = [.. prefix, .. Text("1.0"), .. Text(ScoreLayout.RecordType), .. Text(layout.Source)];
        _topic = Text(layout.Topic);
        _activeSet = Text(layout.ActiveSet);
        _services = [.. layout.Services.Select(s => (HeadOf(s), s.Outputs.Select(o => Text(o.Name)).ToArray()))];
    }

    /// <inheritdoc/>
    public void Encode(
        IBufferWriter<byte> target,
        EventBatch batch,
        int row,
        ScorePosition position,
        ReadOnlySpan<ServiceScore> scores,
        ReadOnlySpan<byte> origin = default
    )
    {
        var sink = new ByteSink(target);
        sink.Write(_head);
        WriteId(ref sink, batch, row, position, origin);
        AvroValues.WriteOptional(ref sink, batch.Identities, row);
        AvroValues.WriteOptionalTime(ref sink, batch.EventTimesNs, row);
        sink.Write(_topic);
        AvroValues.WriteLong(ref sink, position.Partition);
        AvroValues.WriteLong(ref sink, position.Offset);
        AvroValues.WriteOptional(ref sink, batch.Ids, row);
        AvroValues.WriteOptionalTime(ref sink, batch.EventTimesNs, row);
        AvroValues.WriteOptional(ref sink, batch.EventTypes, row);
        sink.Write(_activeSet);
        AvroValues.WriteLong(ref sink, batch.Duplicates[row] ? 1 : 0);
        if (batch.Duplicates[row])
            WriteId(ref sink, batch, row, position, origin);
        WriteFault(ref sink, batch.Faults[row]);
        if (batch.IsLive(row))
            WriteServices(ref sink, row, scores);
        AvroValues.WriteLong(ref sink, 0);
        sink.Flush();
    }

    private void WriteId(ref ByteSink sink, EventBatch batch, int row, ScorePosition position, ReadOnlySpan<byte> origin)
    {
        var id = batch.Ids.IsNull(row) ? origin : batch.Ids[row];
        if (!batch.Ids.IsNull(row) || !origin.IsEmpty)
        {
            AvroValues.WriteLong(ref sink, _layout.IdPrefix.Length + id.Length);
            sink.Write(_layout.IdPrefix);
            sink.Write(id);
            return;
        }

        Span<byte> place = stackalloc byte[40];
        position.Partition.TryFormat(place, out var length, provider: CultureInfo.InvariantCulture);
        place[length++] = (byte)'/';
        position.Offset.TryFormat(place[length..], out var offset, provider: CultureInfo.InvariantCulture);
        length += offset;
        AvroValues.WriteLong(ref sink, _layout.IdPrefix.Length + _layout.TopicPrefix.Length + length);
        sink.Write(_layout.IdPrefix);
        sink.Write(_layout.TopicPrefix);
        sink.Write(place[..length]);
    }

    private void WriteServices(ref ByteSink sink, int row, ReadOnlySpan<ServiceScore> scores)
    {
        _layout.Require(scores);
        if (scores.IsEmpty)
            return;
        AvroValues.WriteLong(ref sink, scores.Length);
        for (var i = 0; i < scores.Length; i++)
        {
            ref readonly var score = ref scores[i];
            var (head, outputs) = _services[i];
            sink.Write(head);
            if (score.Fault is null && outputs.Length > 0)
            {
                AvroValues.WriteLong(ref sink, outputs.Length);
                for (var k = 0; k < outputs.Length; k++)
                {
                    sink.Write(outputs[k]);
                    AvroValues.WriteOutput(ref sink, score.Outputs[k], row);
                }
            }

            AvroValues.WriteLong(ref sink, 0);
            WriteFault(ref sink, score.Fault);
            sink.Write(score.IsIncomplete ? (byte)1 : (byte)0);
        }
    }

    private static void WriteFault(ref ByteSink sink, Fault? fault)
    {
        AvroValues.WriteLong(ref sink, fault is null ? 0 : 1);
        if (fault is null)
            return;
        AvroValues.WriteText(ref sink, FaultCodes.Wire(fault.Code));
        AvroValues.WriteText(ref sink, fault.Path);
        AvroValues.WriteText(ref sink, fault.Message);
    }

    private static byte[] HeadOf(ScoreService service)
    {
        List<byte> head = [.. Text(service.Name), .. Text(service.Graph)];
        if (ScoreLayout.ModelOf(service) is { } model)
            head.AddRange([2, .. Text(model)]);
        else
            head.Add(0);
        if (service.Models.Count > 1)
            head.AddRange([.. Long(service.Models.Count), .. service.Models.SelectMany(m => (byte[])[.. Text(m.Node), .. Text(m.Hash)])]);
        head.Add(0);
        return [.. head];
    }

    private static byte[] Text(string text) => [.. Long(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Long(long value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var sink = new ByteSink(buffer);
        AvroValues.WriteLong(ref sink, value);
        sink.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
