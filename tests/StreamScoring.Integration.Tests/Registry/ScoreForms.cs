using System.Globalization;
using System.Text.Json.Nodes;

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
