using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using StreamScoring.Cli.Commands;
using StreamScoring.Events.Wire;
using StreamScoring.Kafka.Registry;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Showing;

/// <summary>Prints log records: one JSON document or one line of a table each. Avro is decoded where its schema is to be had; what is text and no JSON stands as text, what is neither as Base64.</summary>
internal sealed class RecordPrinter(Stream output, OutputKind kind, AvroToJson avro)
{
    private const int KeyWidth = 24;
    private const int TableWidth = 160;

    public void Print(RecordBatch batch, int i, string topic, int partition)
    {
        if (kind == OutputKind.Json)
            PrintJson(batch, i, topic, partition);
        else
            PrintRow(batch, i, partition);
        output.WriteByte((byte)'\n');
    }

    private void PrintJson(RecordBatch batch, int i, string topic, int partition)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Answer.Encoder });
        json.WriteStartObject();
        json.WriteString("topic", topic);
        json.WriteNumber("partition", partition);
        json.WriteNumber("offset", batch.Offset(i));
        if (batch.TimestampMs(i) is { } ms)
            json.WriteString("timestamp", Time(ms));
        if (batch.HasKey(i) && Utf8.IsValid(batch.Key(i)))
            json.WriteString("key", batch.Key(i));
        else if (batch.HasKey(i))
            json.WriteBase64String("keyBase64", batch.Key(i));
        var headers = batch.Headers(i);
        if (!headers.IsEmpty)
        {
            json.WriteStartObject("headers");
            while (RecordHeaders.TryRead(ref headers, out var name, out var value, out _))
            {
                if (Utf8.IsValid(value))
                    json.WriteString(name, value);
                else
                    json.WriteBase64String(name, value);
            }

            json.WriteEndObject();
        }

        if (batch.HasValue(i))
            WriteValue(json, batch.Value(i), SchemaId(batch, i));
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> SchemaId(RecordBatch batch, int i) =>
        RecordHeaders.TryGet(batch.Headers(i), EventDecoder.SchemaIdHeader, out var id) ? id : default;

    private void WriteValue(Utf8JsonWriter json, ReadOnlySpan<byte> value, ReadOnlySpan<byte> schemaId)
    {
        if (!schemaId.IsEmpty || !Utf8.IsValid(value) || !IsJson(value))
        {
            if (AsJson(value, schemaId) is { } decoded)
            {
                json.WritePropertyName("value");
                json.WriteRawValue(decoded.WrittenSpan, skipInputValidation: true);
            }
            else if (Utf8.IsValid(value))
                json.WriteString("valueText", value);
            else
                json.WriteBase64String("valueBase64", value);
            return;
        }

        json.WritePropertyName("value");
        if (value.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            json.WriteRawValue(value, skipInputValidation: true);
            return;
        }

        // Laid out over several lines: one record is one line here.
        var reader = new Utf8JsonReader(value);
        using var document = JsonDocument.ParseValue(ref reader);
        document.RootElement.WriteTo(json);
    }

    private ArrayBufferWriter<byte>? AsJson(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schemaId)
    {
        var decoded = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(decoded, new JsonWriterOptions { Encoder = Answer.Encoder });
        if (!avro.TryWrite(value, schemaId, json))
            return null;
        json.Flush();
        return decoded;
    }

    private void PrintRow(RecordBatch batch, int i, int partition)
    {
        var key = batch.HasKey(i) ? Encoding.UTF8.GetString(batch.Key(i)) : "";
        var time = batch.TimestampMs(i) is { } ms ? Time(ms) : "";
        ReadOnlySpan<byte> bytes = batch.HasValue(i) ? batch.Value(i) : default;
        var schemaId = SchemaId(batch, i);
        if ((!schemaId.IsEmpty || bytes is [0 or 1, ..]) && AsJson(bytes, schemaId) is { } decoded)
            bytes = decoded.WrittenSpan;
        var value = RecordSummary.Of(bytes, batch.Headers(i));
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"{partition, 4} {batch.Offset(i), 9}  {time, -24}  {Printable.Fit(key, KeyWidth)}  {Printable.Of(value)}"
        );
        output.Write(Encoding.UTF8.GetBytes(row.Length > TableWidth ? row[..TableWidth] : row));
    }

    private static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static bool IsJson(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
