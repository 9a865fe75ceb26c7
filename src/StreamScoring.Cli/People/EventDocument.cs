using System.Text;
using System.Text.Json;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Cli.People;

/// <summary>Looks into documents as far as people's lookups need it.</summary>
internal static class EventDocument
{
    /// <summary>The event's own time, ns since the epoch; null when there is none, or the document is no JSON.</summary>
    public static long? TimeNs(ReadOnlySpan<byte> json) => Time(json, ["timestamp"]);

    /// <summary>Since when a profile holds by its own word, ns since the epoch.</summary>
    public static long? ModifiedNs(ReadOnlySpan<byte> json) => Time(json, ["_repo", "modifyDate"]);

    private static long? Time(ReadOnlySpan<byte> json, string[] path)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var at = document.RootElement;
            foreach (var step in path)
            {
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
                    return null;
            }

            return at.ValueKind == JsonValueKind.String && XdmTime.TryParse(Encoding.UTF8.GetBytes(at.GetString()!), out var ns)
                ? ns
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
