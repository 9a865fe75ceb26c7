using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using Avro.Generic;

namespace StreamScoring.Integration.Tests.Registry;

/// <summary>Compares the JSON form of a score record with what a reader made of its Avro form: the same names, times in microseconds, empty maps for absent ones.</summary>
internal static class ScoreForms
{
    /// <summary>What differs, a line each.</summary>
    public static IReadOnlyList<string> Differences(string json, JsonObject avro)
    {
        var differences = new List<string>();
        Compare("", JsonNode.Parse(json)!.AsObject(), avro, differences);
        return differences;
    }

    /// <summary>What the official deserializer gave, as JSON with times in microseconds.</summary>
    public static JsonNode? Of(object? value) =>
        value switch
        {
            null => null,
            GenericRecord record => new JsonObject(
                record.Schema.Fields.Select(f => KeyValuePair.Create(f.Name, Of(record.GetValue(f.Pos))))
            ),
            IDictionary<string, object> map => new JsonObject(map.Select(e => KeyValuePair.Create(e.Key, Of(e.Value)))),
            string text => JsonValue.Create(text),
            DateTime time => JsonValue.Create(new DateTimeOffset(time).ToUnixTimeMilliseconds() * 1000),
            bool flag => JsonValue.Create(flag),
            float number => JsonNode.Parse(number.ToString("R", CultureInfo.InvariantCulture)),
            double number => JsonValue.Create(number),
            long number => JsonValue.Create(number),
            int number => JsonValue.Create(number),
            IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(Of)]),
            _ => throw new InvalidDataException($"the deserializer gave a {value.GetType()}"),
        };

    private static void Compare(string path, JsonNode? json, JsonNode? avro, List<string> differences)
    {
        switch (json, avro)
        {
            case (JsonObject want, JsonObject got):
                foreach (var name in want.Select(p => p.Key).Union(got.Select(p => p.Key), StringComparer.Ordinal).ToList())
                    Compare($"{path}/{name}", want[name], got[name], differences);
                break;
            case (JsonArray want, JsonArray got) when want.Count == got.Count:
                for (var i = 0; i < want.Count; i++)
                    Compare($"{path}/{i}", want[i], got[i], differences);
                break;
            case (null, JsonObject { Count: 0 }):
            // Absent in JSON, the schema's default in Avro.
            case (null, JsonValue flag) when path.EndsWith("/incomplete", StringComparison.Ordinal) && !flag.GetValue<bool>():
            case (null, JsonValue text) when path.EndsWith("/path", StringComparison.Ordinal) && text.GetValue<string>().Length == 0:
            case (null, null):
                break;
            case (JsonValue want, JsonValue got) when AreSame(path, want, got):
                break;
            default:
                differences.Add($"{path} is {avro?.ToJsonString() ?? "null"}, expected {json?.ToJsonString() ?? "null"}");
                break;
        }
    }

    private static bool AreSame(string path, JsonValue want, JsonValue got)
    {
        var (wanted, found) = (want.ToString(), got.ToString());
        if (path.EndsWith("/time", StringComparison.Ordinal) || path.EndsWith("/eventTime", StringComparison.Ordinal))
        {
            var time = DateTimeOffset.Parse(wanted, CultureInfo.InvariantCulture);
            return (time.ToUnixTimeMilliseconds() * 1000).ToString(CultureInfo.InvariantCulture) == found;
        }

        return wanted == found
            || (
                double.TryParse(wanted, CultureInfo.InvariantCulture, out var a)
                && double.TryParse(found, CultureInfo.InvariantCulture, out var b)
                && (float)a == (float)b
            );
    }
}
