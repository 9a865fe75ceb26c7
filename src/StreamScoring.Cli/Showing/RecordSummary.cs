using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Showing;

/// <summary>A record's value in the words that a line has room for: of a score, the services' values; of other envelopes, their data; of a dead letter, its reason first.</summary>
internal static class RecordSummary
{
    public static string Of(ReadOnlySpan<byte> value, ReadOnlySpan<byte> headers)
    {
        var reason = "";
        if (RecordHeaders.TryGet(headers, "streamscoring.error.code"u8, out var code))
        {
            RecordHeaders.TryGet(headers, "__streams.errors.message"u8, out var message);
            reason = $"{Encoding.UTF8.GetString(code)}: {Encoding.UTF8.GetString(message)}  ";
        }

        if (!Utf8.IsValid(value))
            return reason + $"({value.Length} bytes that are no text)";
        try
        {
            var reader = new Utf8JsonReader(value);
            using var document = JsonDocument.ParseValue(ref reader);
            return reason + Of(document.RootElement);
        }
        catch (JsonException)
        {
            return reason + Encoding.UTF8.GetString(value);
        }
    }

    private static string Of(JsonElement root)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("specversion", out _)
            || !root.TryGetProperty("data", out var data)
        )
            return root.GetRawText();
        if (
            data.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty("services", out var services)
            || services.ValueKind != JsonValueKind.Object
        )
            return data.GetRawText();
        var parts = new List<string>();
        if (data.TryGetProperty("eventType", out var type) && type.ValueKind == JsonValueKind.String)
            parts.Add(type.GetString()!);
        if (data.TryGetProperty("duplicateOf", out var first) && first.ValueKind == JsonValueKind.String)
            parts.Add($"duplicate of {first.GetString()}");
        parts.AddRange(FaultOf(data));
        foreach (var service in services.EnumerateObject())
        {
            parts.Add(service.Name);
            if (service.Value.TryGetProperty("outputs", out var outputs) && outputs.ValueKind == JsonValueKind.Object)
                parts.AddRange(outputs.EnumerateObject().Select(o => $"{o.Name}={o.Value.GetRawText()}"));
            parts.AddRange(FaultOf(service.Value));
        }

        return string.Join(' ', parts);
    }

    private static IEnumerable<string> FaultOf(JsonElement of) =>
        of.TryGetProperty("fault", out var fault) && fault.ValueKind == JsonValueKind.Object ? [$"fault {fault.GetRawText()}"] : [];
}
