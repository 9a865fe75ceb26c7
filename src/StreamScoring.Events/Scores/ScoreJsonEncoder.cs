using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;

namespace StreamScoring.Events.Scores;

/// <summary>
/// Writes score records as JSON (<c>schemas/score.v1.schema.json</c>). Numbers are the shortest decimal that reads back as the same float32 or float64; a value that
/// is not finite, which JSON cannot say, is null.
/// </summary>
public sealed class ScoreJsonEncoder : IScoreEncoder
{
    private readonly ScoreLayout _layout;
    private readonly byte[] _head;
    private readonly byte[] _topic;
    private readonly byte[] _idPrefix;
    private readonly byte[] _topicPrefix;
    private readonly byte[] _activeSet;
    private readonly (byte[] Head, byte[][] Outputs)[] _services;

    /// <summary>An encoder of that layout.</summary>
    public ScoreJsonEncoder(ScoreLayout layout)
    {
        _layout = layout;
        _head = Utf8($"{{\"specversion\":\"1.0\",\"type\":\"{ScoreLayout.RecordType}\",\"source\":{Quoted(layout.Source)},\"id\":");
        _idPrefix = Utf8(Quoted(layout.SourceName + ":")[1..^1]);
        _topicPrefix = Utf8(Quoted(layout.Topic + "/")[1..^1]);
        _topic = Utf8($",\"sourcetopic\":{Quoted(layout.Topic)},\"sourcepartition\":");
        _activeSet = Utf8($",\"activeSet\":{Quoted(layout.ActiveSet)},\"duplicateOf\":");
        _services =
        [
            .. layout.Services.Select(
                (s, i) => (Utf8(HeadOf(s, i)), s.Outputs.Select((o, k) => Utf8($"{(k == 0 ? "" : ",")}{Quoted(o.Name)}:")).ToArray())
            ),
        ];
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
        WriteEnvelope(ref sink, batch, row, position, origin);
        sink.Write(",\"data\":{\"eventId\":"u8);
        WriteText(ref sink, batch.Ids, row);
        sink.Write(",\"eventTime\":"u8);
        WriteTime(ref sink, batch.EventTimesNs, row);
        sink.Write(",\"eventType\":"u8);
        WriteText(ref sink, batch.EventTypes, row);
        sink.Write(_activeSet);
        if (batch.Duplicates[row])
            WriteId(ref sink, batch, row, position, origin);
        else
            sink.Write("null"u8);
        sink.Write(",\"fault\":"u8);
        WriteFault(ref sink, batch.Faults[row]);
        sink.Write(",\"services\":{"u8);
        if (batch.IsLive(row))
            WriteServices(ref sink, row, scores);
        sink.Write("}}}"u8);
        sink.Flush();
    }

    private void WriteEnvelope(ref ByteSink sink, EventBatch batch, int row, ScorePosition position, ReadOnlySpan<byte> origin)
    {
        sink.Write(_head);
        WriteId(ref sink, batch, row, position, origin);
        if (!batch.Identities.IsNull(row))
        {
            sink.Write(",\"subject\":"u8);
            JsonText.WriteQuoted(ref sink, batch.Identities[row]);
        }

        if (!batch.EventTimesNs.IsNull(row))
        {
            sink.Write(",\"time\":"u8);
            WriteTime(ref sink, batch.EventTimesNs, row);
        }

        sink.Write(_topic);
        sink.WriteNumber(position.Partition);
        sink.Write(",\"sourceoffset\":\""u8);
        sink.WriteNumber(position.Offset);
        sink.Write((byte)'"');
    }

    private void WriteId(ref ByteSink sink, EventBatch batch, int row, ScorePosition position, ReadOnlySpan<byte> origin)
    {
        sink.Write((byte)'"');
        sink.Write(_idPrefix);
        if (!batch.Ids.IsNull(row))
            JsonText.Write(ref sink, batch.Ids[row]);
        else if (!origin.IsEmpty)
            JsonText.Write(ref sink, origin);
        else
        {
            sink.Write(_topicPrefix);
            sink.WriteNumber(position.Partition);
            sink.Write((byte)'/');
            sink.WriteNumber(position.Offset);
        }

        sink.Write((byte)'"');
    }

    private void WriteServices(ref ByteSink sink, int row, ReadOnlySpan<ServiceScore> scores)
    {
        _layout.Require(scores);
        for (var i = 0; i < scores.Length; i++)
        {
            ref readonly var score = ref scores[i];
            var (head, outputs) = _services[i];
            sink.Write(head);
            for (var k = 0; score.Fault is null && k < outputs.Length; k++)
            {
                sink.Write(outputs[k]);
                WriteOutput(ref sink, score.Outputs[k], row);
            }

            sink.Write("},\"fault\":"u8);
            WriteFault(ref sink, score.Fault);
            if (score.IsIncomplete)
                sink.Write(",\"incomplete\":true"u8);
            sink.Write((byte)'}');
        }
    }

    private static void WriteOutput(ref ByteSink sink, Column column, int row)
    {
        if (column.IsNull(row))
        {
            sink.Write("null"u8);
            return;
        }

        if (column.Shape.Layout == ColumnLayout.Scalar)
        {
            WriteValue(ref sink, column, row, 0);
            return;
        }

        var list = column as ListColumn;
        var (start, length) = list?.Range(row) ?? (0, column.Shape.Width);
        sink.Write((byte)'[');
        for (var i = 0; i < length; i++)
        {
            if (i > 0)
                sink.Write((byte)',');
            if (list is null)
                WriteValue(ref sink, column, row, i);
            else if (list.Items.IsNull(start + i))
                sink.Write("null"u8);
            else
                WriteValue(ref sink, list.Items, start + i, 0);
        }

        sink.Write((byte)']');
    }

    private static void WriteValue(ref ByteSink sink, Column column, int row, int index)
    {
        switch (column)
        {
            case ValueColumn<float> floats when float.IsFinite(floats.Vector(row)[index]):
                sink.WriteNumber(floats.Vector(row)[index]);
                break;
            case ValueColumn<double> doubles when double.IsFinite(doubles.Vector(row)[index]):
                sink.WriteNumber(doubles.Vector(row)[index]);
                break;
            case ValueColumn<long> times when column.Shape.Type == ColumnType.Timestamp:
                sink.Write((byte)'"');
                sink.WriteTime(times.Vector(row)[index]);
                sink.Write((byte)'"');
                break;
            case ValueColumn<long> integers:
                sink.WriteNumber(integers.Vector(row)[index]);
                break;
            case ValueColumn<bool> booleans:
                sink.Write(booleans.Vector(row)[index] ? "true"u8 : "false"u8);
                break;
            case TextColumn texts:
                JsonText.WriteQuoted(ref sink, texts.Element(row, index));
                break;
            default:
                sink.Write("null"u8);
                break;
        }
    }

    private static void WriteFault(ref ByteSink sink, Fault? fault)
    {
        if (fault is null)
        {
            sink.Write("null"u8);
            return;
        }

        sink.Write("{\"code\":"u8);
        JsonText.WriteQuoted(ref sink, FaultCodes.Wire(fault.Code));
        sink.Write(",\"path\":"u8);
        JsonText.WriteQuoted(ref sink, fault.Path);
        sink.Write(",\"message\":"u8);
        JsonText.WriteQuoted(ref sink, fault.Message);
        sink.Write((byte)'}');
    }

    private static void WriteText(ref ByteSink sink, TextColumn column, int row)
    {
        if (column.IsNull(row))
            sink.Write("null"u8);
        else
            JsonText.WriteQuoted(ref sink, column[row]);
    }

    private static void WriteTime(ref ByteSink sink, ValueColumn<long> column, int row)
    {
        if (column.IsNull(row))
        {
            sink.Write("null"u8);
            return;
        }

        sink.Write((byte)'"');
        sink.WriteTime(column[row]);
        sink.Write((byte)'"');
    }

    private static string HeadOf(ScoreService service, int index)
    {
        var head = new StringBuilder(index == 0 ? "" : ",");
        head.Append($"{Quoted(service.Name)}:{{\"graph\":{Quoted(service.Graph)},\"model\":");
        head.Append(ScoreLayout.ModelOf(service) is { } model ? Quoted(model) : "null");
        if (service.Models.Count > 1)
            head.Append($",\"models\":{{{string.Join(',', service.Models.Select(m => $"{Quoted(m.Node)}:{Quoted(m.Hash)}"))}}}");
        return head.Append(",\"outputs\":{").ToString();
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
