using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamScoring.Events.Scores;
using StreamScoring.Events.Wire;

namespace StreamScoring.Benchmarks.Scores;

/// <summary>The same JSON as one would write it with <see cref="Utf8JsonWriter"/>, names encoded once and the writer reused.</summary>
internal sealed class JsonWriterRival(ScoredEvents scored)
{
    private static readonly JsonEncodedText s_specVersion = JsonEncodedText.Encode("specversion");
    private static readonly JsonEncodedText s_source = JsonEncodedText.Encode("source");
    private static readonly JsonEncodedText s_subject = JsonEncodedText.Encode("subject");
    private static readonly JsonEncodedText s_activeSet = JsonEncodedText.Encode("activeSet");
    private static readonly JsonEncodedText s_duplicateOf = JsonEncodedText.Encode("duplicateOf");
    private static readonly JsonEncodedText s_services = JsonEncodedText.Encode("services");
    private readonly Utf8JsonWriter _json = new(
        Stream.Null,
        new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    public int Encode(ArrayBufferWriter<byte> target)
    {
        for (var row = 0; row < scored.Batch.Count; row++)
        {
            target.ResetWrittenCount();
            _json.Reset(target);
            Encode(row);
            _json.Flush();
        }

        return scored.Batch.Count;
    }

    private void Encode(int row)
    {
        var (batch, layout) = (scored.Batch, scored.Layout);
        Span<byte> time = stackalloc byte[TimeText.MaxBytes];
        time = time[..TimeText.Write(time, batch.EventTimesNs[row])];
        Span<byte> id = stackalloc byte[256];
        "luma:"u8.CopyTo(id);
        batch.Ids[row].CopyTo(id[5..]);
        id = id[..(5 + batch.Ids[row].Length)];
        Span<byte> offset = stackalloc byte[20];
        System.Buffers.Text.Utf8Formatter.TryFormat((long)row, offset, out var length);
        _json.WriteStartObject();
        _json.WriteString(s_specVersion, "1.0"u8);
        _json.WriteString("type"u8, ScoreLayout.RecordType);
        _json.WriteString(s_source, layout.Source);
        _json.WriteString("id"u8, id);
        if (!batch.Identities.IsNull(row))
            _json.WriteString(s_subject, batch.Identities[row]);
        _json.WriteString("time"u8, time);
        _json.WriteString("sourcetopic"u8, layout.Topic);
        _json.WriteNumber("sourcepartition"u8, 3);
        _json.WriteString("sourceoffset"u8, offset[..length]);
        _json.WriteStartObject("data"u8);
        _json.WriteString("eventId"u8, batch.Ids[row]);
        _json.WriteString("eventTime"u8, time);
        _json.WriteString("eventType"u8, batch.EventTypes[row]);
        _json.WriteString(s_activeSet, layout.ActiveSet);
        _json.WriteNull(s_duplicateOf);
        _json.WriteNull("fault"u8);
        _json.WriteStartObject(s_services);
        _json.WriteStartObject("luma-purchase"u8);
        _json.WriteString("graph"u8, scored.Service.Graph);
        _json.WriteString("model"u8, scored.Service.Models[0].Hash);
        _json.WriteStartObject("outputs"u8);
        _json.WriteNumber("probability"u8, scored.Probability[row]);
        _json.WriteEndObject();
        _json.WriteNull("fault"u8);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteEndObject();
    }
}
