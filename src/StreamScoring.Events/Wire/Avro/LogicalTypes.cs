using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>Avro's logical types. One that is unknown, or stands on a type it does not belong to, is ignored, as the specification asks.</summary>
internal static class LogicalTypes
{
    /// <summary>The schema text without those logical types that stand on a wrong type, which Apache.Avro would refuse.</summary>
    public static string DropMisplaced(string text)
    {
        if (!text.Contains("\"logicalType\"", StringComparison.Ordinal))
            return text;
        var root = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = AvroSchemaReader.MaxDepth });
        return Drop(root) ? root!.ToJsonString() : text;
    }

    /// <summary>The type that <paramref name="name"/> makes of <paramref name="type"/>.</summary>
    public static AvroType Convert(string name, string? scale, AvroType type) =>
        (name, type.Kind) switch
        {
            ("date", AvroKind.Int) => new AvroType(AvroKind.Date),
            ("time-millis", AvroKind.Int) => new AvroType(AvroKind.TimeMillis),
            ("time-micros", AvroKind.Long) => new AvroType(AvroKind.TimeMicros),
            ("timestamp-millis" or "local-timestamp-millis", AvroKind.Long) => new AvroType(AvroKind.Instant) { UnitNs = 1_000_000 },
            ("timestamp-micros" or "local-timestamp-micros", AvroKind.Long) => new AvroType(AvroKind.Instant) { UnitNs = 1_000 },
            ("timestamp-nanos" or "local-timestamp-nanos", AvroKind.Long) => new AvroType(AvroKind.Instant) { UnitNs = 1 },
            ("decimal", AvroKind.Bytes) => new AvroType(AvroKind.DecimalBytes) { Scale = Scale(scale) },
            ("decimal", AvroKind.Fixed) => new AvroType(AvroKind.DecimalFixed) { Scale = Scale(scale), Size = type.Size },
            _ => type,
        };

    private static int Scale(string? text) => text is null ? 0 : int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static bool Drop(JsonNode? node)
    {
        var dropped = false;
        switch (node)
        {
            case JsonArray array:
                foreach (var item in array)
                    dropped |= Drop(item);
                break;
            case JsonObject schema:
                if (schema["logicalType"] is JsonValue name && !Belongs(name.ToString(), schema))
                    dropped = schema.Remove("logicalType");
                foreach (var (_, value) in schema.ToList())
                    dropped |= Drop(value);
                break;
        }

        return dropped;
    }

    private static bool Belongs(string name, JsonObject schema)
    {
        var type = schema["type"]?.ToString();
        return name switch
        {
            "date" or "time-millis" => type is "int",
            "time-micros" or "timestamp-millis" or "timestamp-micros" or "local-timestamp-millis" or "local-timestamp-micros" => type
                is "long",
            "decimal" => type is "bytes" or "fixed" && ScaleFits(schema),
            "uuid" => type is "string",
            _ => true,
        };
    }

    private static bool ScaleFits(JsonObject schema) =>
        schema["precision"] is JsonValue p
        && p.TryGetValue<int>(out var precision)
        && precision > 0
        && (schema["scale"] is not { } s || (s is JsonValue v && v.TryGetValue<int>(out var scale) && scale >= 0 && scale <= precision));
}
