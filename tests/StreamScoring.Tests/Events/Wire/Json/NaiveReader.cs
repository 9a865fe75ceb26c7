using System.Globalization;
using System.Text.Json;
using StreamScoring.Events.Columns;

namespace StreamScoring.Tests.Events.Wire.Json;

/// <summary>Reads a field from a tree, in wire names and with nothing amiss, as <see cref="TestKit.Json.ColumnText"/> writes it. Shares no code with the decoder.</summary>
internal static class NaiveReader
{
    public static string Read(JsonElement element, string path, ColumnType type)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var (step, rest) = dot < 0 ? (path, "") : (path[..dot], path[(dot + 1)..]);
        if (
            element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty(step.Replace("[*]", "", StringComparison.Ordinal), out var value)
        )
            return "null";
        if (step.EndsWith("[*]", StringComparison.Ordinal))
            return value.ValueKind == JsonValueKind.Array
                ? $"[{string.Join(',', value.EnumerateArray().Select(i => Read(i, rest, type)))}]"
                : "null";
        return rest.Length > 0 ? Read(value, rest, type) : Write(value, type);
    }

    public static string Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Write(value, ColumnType.Timestamp) : "null";

    private static string Write(JsonElement value, ColumnType type)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return "null";
        return type switch
        {
            ColumnType.Text => $"\"{value.GetString()}\"",
            ColumnType.Boolean => value.GetBoolean() ? "true" : "false",
            ColumnType.Int64 => decimal.ToInt64(value.GetDecimal()).ToString(CultureInfo.InvariantCulture),
            ColumnType.Float32 => value.GetSingle().ToString("R", CultureInfo.InvariantCulture) + "f",
            ColumnType.Float64 => value.GetDouble().ToString("R", CultureInfo.InvariantCulture) + "d",
            _ when value.ValueKind == JsonValueKind.Number => (value.GetInt64() * 1_000_000).ToString(CultureInfo.InvariantCulture),
            _ => ((value.GetDateTimeOffset() - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture),
        };
    }
}
