using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Text.Json;
using Avro;
using Avro.Generic;
using Avro.IO;
using StreamScoring.Events.Wire.Schemas;

namespace StreamScoring.Kafka.Registry;

/// <summary>
/// Writes Avro values in Confluent's wire format as JSON, whatever their schema: for people and tools that look into topics. Times become RFC 3339, bytes Base64.
/// It takes microseconds and kilobytes a value. Not thread-safe.
/// </summary>
public sealed class AvroToJson(ISchemaSource schemas, TimeProvider time)
{
    private const int IdBytes = 1 + sizeof(int);
    private const int GuidBytes = 1 + 16;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly Dictionary<SchemaKey, GenericDatumReader<object>?> _readers = [];

    /// <summary>
    /// Writes the value. <paramref name="headerId"/> is the record's schema id header, empty when it has none. Returns false, and writes nothing, when it is not in the
    /// wire format, its schema is not to be had, or the bytes do not fit it.
    /// </summary>
    public bool TryWrite(ReadOnlySpan<byte> value, ReadOnlySpan<byte> headerId, Utf8JsonWriter json)
    {
        var isInHeader = !headerId.IsEmpty;
        if (KeyOf(isInHeader ? headerId : value, out var length) is not { } key || ReaderOf(key) is not { } reader)
            return false;
        var body = isInHeader ? value : value[length..];
        object? datum;
        try
        {
            using var bytes = new MemoryStream(body.ToArray());
            datum = reader.Read(null!, new BinaryDecoder(bytes));
            if (bytes.Position != bytes.Length)
                return false;
        }
        // Whatever broken bytes make the package do.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }

        Write(json, datum);
        return true;
    }

    private static SchemaKey? KeyOf(ReadOnlySpan<byte> bytes, out int length)
    {
        length = bytes is [0, ..] ? IdBytes : GuidBytes;
        if (bytes.Length < length)
            return null;
        return bytes[0] switch
        {
            0 => SchemaKey.Of(BinaryPrimitives.ReadInt32BigEndian(bytes[1..])),
            1 => SchemaKey.Of(new Guid(bytes.Slice(1, 16), bigEndian: true)),
            _ => null,
        };
    }

    private GenericDatumReader<object>? ReaderOf(SchemaKey key)
    {
        if (!_readers.TryGetValue(key, out var reader))
            _readers[key] = reader = Find(key) is { } schema ? new GenericDatumReader<object>(schema, schema) : null;
        return reader;
    }

    private Schema? Find(SchemaKey key)
    {
        var started = time.GetTimestamp();
        SchemaLookup answer;
        WriterSchema found;
        using var never = new ManualResetEventSlim();
        // A registry answers in the background; a lane would come back later, a reader of topics has nothing else to do.
        while ((answer = Ask(key, out found)) == SchemaLookup.Unavailable && time.GetElapsedTime(started) < s_patience)
            never.Wait(TimeSpan.FromMilliseconds(10));
        if (answer != SchemaLookup.Found || found.Type != "AVRO")
            return null;
        try
        {
            var names = new SchemaNames();
            foreach (var reference in found.References)
                Schema.Parse(reference, names);
            return Schema.Parse(found.Text, names);
        }
        catch (AvroException)
        {
            return null;
        }
    }

    private SchemaLookup Ask(SchemaKey key, out WriterSchema schema) =>
        key.IsGuid ? schemas.TryGet(key.Guid, out schema) : schemas.TryGet(key.Id, out schema);

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case GenericRecord record:
                json.WriteStartObject();
                foreach (var field in record.Schema.Fields)
                {
                    json.WritePropertyName(field.Name);
                    Write(json, record.GetValue(field.Pos));
                }

                json.WriteEndObject();
                break;
            case IDictionary<string, object> map:
                json.WriteStartObject();
                foreach (var (key, item) in map)
                {
                    json.WritePropertyName(key);
                    Write(json, item);
                }

                json.WriteEndObject();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case GenericFixed bytes:
                json.WriteBase64StringValue(bytes.Value);
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            default:
                WriteScalar(json, value);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case DateTime moment:
                json.WriteStringValue(moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
                break;
            case GenericEnum symbol:
                json.WriteStringValue(symbol.Value);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
