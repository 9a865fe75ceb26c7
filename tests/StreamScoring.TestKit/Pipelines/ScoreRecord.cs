using System.Text;
using System.Text.Json;
using StreamScoring.TestKit.Logs;

namespace StreamScoring.TestKit.Pipelines;

/// <summary>A JSON score record as tests read it.</summary>
/// <param name="Record">As it lies in the log.</param>
/// <param name="Json">The whole record.</param>
/// <param name="Data">The exact text of its <c>data</c>.</param>
public sealed record ScoreRecord(LogRecord Record, JsonElement Json, string Data)
{
    private static readonly byte[] _dataStart = ",\"data\":{\"eventId\":"u8.ToArray();

    /// <summary>The record's id.</summary>
    public string Id => Json.GetProperty("id").GetString()!;

    /// <summary>The topic whose order it follows.</summary>
    public string SourceTopic => Json.GetProperty("sourcetopic").GetString()!;

    /// <summary>The offset there.</summary>
    public long SourceOffset =>
        long.Parse(Json.GetProperty("sourceoffset").GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The event's id, or null.</summary>
    public string? EventId => Of("eventId").GetString();

    /// <summary>What it is a duplicate of, or null.</summary>
    public string? DuplicateOf => Of("duplicateOf").GetString();

    /// <summary>The code of the event's fault, or null.</summary>
    public string? Fault => Of("fault") is { ValueKind: JsonValueKind.Object } fault ? fault.GetProperty("code").GetString() : null;

    /// <summary>The active set under which it was scored.</summary>
    public string ActiveSet => Of("activeSet").GetString()!;

    /// <summary>The services' scores.</summary>
    public JsonElement Services => Of("services");

    /// <summary>Reads one.</summary>
    public static ScoreRecord Of(LogRecord record)
    {
        using var document = JsonDocument.Parse(record.Value!);
        return new ScoreRecord(
            record,
            document.RootElement.Clone(),
            Encoding.UTF8.GetString(DataOf(Encoding.UTF8.GetBytes(record.Value!)))
        );
    }

    /// <summary>The bytes of <c>data</c> in a record. Quotes inside strings are escaped, so what is looked for stands there once.</summary>
    public static ReadOnlySpan<byte> DataOf(ReadOnlySpan<byte> record)
    {
        var start = record.IndexOf(_dataStart);
        if (start < 0)
            throw new FormatException("the record has no data");
        return record[(start + 8)..^1];
    }

    /// <summary>A service's output as a number; null when it has none.</summary>
    public double? Output(string service, string output) =>
        Services.GetProperty(service).GetProperty("outputs").TryGetProperty(output, out var value)
        && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;

    /// <summary>The code of a service's fault, or null.</summary>
    public string? FaultOf(string service) =>
        Services.GetProperty(service).GetProperty("fault") is { ValueKind: JsonValueKind.Object } fault
            ? fault.GetProperty("code").GetString()
            : null;

    private JsonElement Of(string name) => Json.GetProperty("data").GetProperty(name);
}
