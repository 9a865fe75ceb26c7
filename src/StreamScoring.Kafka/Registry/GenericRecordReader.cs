using System.Globalization;
using System.Text.Json;
using Avro;
using Avro.Generic;

namespace StreamScoring.Kafka.Registry;

/// <summary>Reads JSON events into generic records of an Avro schema. Times may be RFC 3339 texts or ms since the epoch.</summary>
internal sealed class GenericRecordReader
{
    // The years that the package's own time type can hold.
    private const long FirstMs = -62_135_596_800_000;
    private const long LastMs = 253_402_300_799_999;

    private readonly RecordSchema _schema;

    /// <summary>Throws <see cref="ArgumentException"/> when the text is no record schema.</summary>
    public GenericRecordReader(string schema)
    {
        try
        {
            _schema =
                Schema.Parse(schema) as RecordSchema
                ?? throw new ArgumentException("the events' Avro schema must be a record", nameof(schema));
        }
        catch (AvroException e)
        {
            throw new ArgumentException($"the events' Avro schema cannot be read: {e.Message}", nameof(schema), e);
        }
    }

    /// <summary>Reads an event. Throws <see cref="InvalidDataException"/> naming the path at which it does not fit.</summary>
    public GenericRecord Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return (GenericRecord)Convert(_schema, document.RootElement, "")!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the event is no JSON: {e.Message}", e);
        }
    }

    private static object? Convert(Schema schema, JsonElement json, string path) =>
        schema switch
        {
            UnionSchema union => Convert(Branch(union, json, path), json, path),
            LogicalSchema logical when logical.LogicalTypeName is "timestamp-millis" or "timestamp-micros" => Time(json, path),
            RecordSchema record when json.ValueKind == JsonValueKind.Object => ConvertRecord(record, json, path),
            EnumSchema symbols when IsSymbol(symbols, json) => new GenericEnum(symbols, json.GetString()),
            ArraySchema array when json.ValueKind == JsonValueKind.Array => json.EnumerateArray()
                .Select(item => Convert(array.ItemSchema, item, path))
                .ToArray(),
            MapSchema map when json.ValueKind == JsonValueKind.Object => json.EnumerateObject()
                .ToDictionary(p => p.Name, p => Convert(map.ValueSchema, p.Value, Below(path, p.Name)), StringComparer.Ordinal),
            _ when Fits(schema, json) => Primitive(schema.Tag, json),
            _ => throw Misfit(schema, path),
        };

    private static GenericRecord ConvertRecord(RecordSchema schema, JsonElement json, string path)
    {
        var record = new GenericRecord(schema);
        foreach (var field in schema.Fields)
        {
            var at = Below(path, field.Name);
            if (json.TryGetProperty(field.Name, out var value))
            {
                record.Add(field.Name, Convert(field.Schema, value, at));
                continue;
            }

            if (field.DefaultValue is not { } otherwise)
                throw new InvalidDataException($"{at} is missing, and the schema has no default for it");
            using var document = JsonDocument.Parse(otherwise.ToString(Newtonsoft.Json.Formatting.None));
            record.Add(field.Name, Convert(field.Schema, document.RootElement, at));
        }

        return record;
    }

    private static Schema Branch(UnionSchema union, JsonElement json, string path) =>
        union.Schemas.FirstOrDefault(s => Fits(s, json)) ?? throw Misfit(union, path);

    private static bool Fits(Schema schema, JsonElement json) =>
        schema.Tag switch
        {
            Schema.Type.Null => json.ValueKind == JsonValueKind.Null,
            Schema.Type.Boolean => json.ValueKind is JsonValueKind.True or JsonValueKind.False,
            Schema.Type.Int => json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out _),
            Schema.Type.Long => json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out _),
            Schema.Type.Float or Schema.Type.Double => json.ValueKind == JsonValueKind.Number,
            Schema.Type.String => json.ValueKind == JsonValueKind.String,
            Schema.Type.Enumeration => IsSymbol((EnumSchema)schema, json),
            Schema.Type.Array => json.ValueKind == JsonValueKind.Array,
            Schema.Type.Map or Schema.Type.Record => json.ValueKind == JsonValueKind.Object,
            Schema.Type.Logical => json.ValueKind is JsonValueKind.String or JsonValueKind.Number,
            _ => false,
        };

    private static object? Primitive(Schema.Type type, JsonElement json) =>
        type switch
        {
            Schema.Type.Boolean => json.GetBoolean(),
            Schema.Type.Int => json.GetInt32(),
            Schema.Type.Long => json.GetInt64(),
            Schema.Type.Float => json.GetSingle(),
            Schema.Type.Double => json.GetDouble(),
            Schema.Type.String => json.GetString(),
            _ => null,
        };

    private static object Time(JsonElement json, string path)
    {
        if (json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var ms) && ms is >= FirstMs and <= LastMs)
            return DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (json.ValueKind == JsonValueKind.String && DateTime.TryParse(json.GetString(), CultureInfo.InvariantCulture, Utc, out var time))
            return time;
        throw new InvalidDataException($"{path} is no time: expected RFC 3339, or ms since the epoch");
    }

    private static bool IsSymbol(EnumSchema schema, JsonElement json) =>
        json.ValueKind == JsonValueKind.String && schema.Contains(json.GetString());

    private static InvalidDataException Misfit(Schema schema, string path) =>
        new($"{(path.Length == 0 ? "the event" : path)} is not of the schema's type {schema.Tag}");

    private static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
