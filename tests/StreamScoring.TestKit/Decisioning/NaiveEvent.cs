using System.Globalization;
using System.Text.Json;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.TestKit.Decisioning;

/// <summary>What the sample's rules read of a Luma event. Times are ticks (100 ns), all of the data's are whole seconds.</summary>
public sealed record NaiveEvent(
    string Id,
    string? Identity,
    long Time,
    string Type,
    string Page,
    string Url,
    string TrackingCode,
    double Score
)
{
    /// <summary>All events in order of arrival, with the reference scores of the sample's model.</summary>
    public static IReadOnlyList<NaiveEvent> Luma { get; } = Read();

    public static long TimeOf(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal).Ticks;

    /// <summary>Lower case, without blanks.</summary>
    public static string Fold(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToLowerInvariant();

    private static List<NaiveEvent> Read()
    {
        var scores = GoldenFolders
            .ReadLines(GoldenFolders.First("golden/models/luma_scores.jsonl.gz"))
            .Select(l => JsonDocument.Parse(l).RootElement)
            .ToDictionary(s => s.GetProperty("id").GetString()!, s => (double)(float)s.GetProperty("gb_adobe").GetDouble());
        return [.. LumaEvents.Lines.Select(l => JsonDocument.Parse(l).RootElement).Select(e => Of(e, scores))];
    }

    private static NaiveEvent Of(JsonElement e, Dictionary<string, double> scores)
    {
        var id = Text(e, "_id");
        var ecid = Text(At(At(e, "identityMap"), "ECID") is { ValueKind: JsonValueKind.Array } ids ? ids[0] : default, "id");
        return new(
            id,
            ecid.Length == 0 ? null : "ECID:" + ecid,
            TimeOf(Text(e, "timestamp")),
            Text(e, "eventType"),
            Fold(Text(At(At(e, "web"), "webPageDetails"), "name")),
            Text(At(At(e, "web"), "webPageDetails"), "URL"),
            Fold(Text(At(e, "marketing"), "trackingCode")),
            scores[id]
        );
    }

    private static JsonElement At(JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) ? value : default;

    private static string Text(JsonElement e, string name) =>
        At(e, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
}
