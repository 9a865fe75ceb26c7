using System.Buffers;
using System.Text.Json;

namespace StreamScoring.Pipeline.Revisions;

/// <summary>What is to score in a group from now on: the value under the group's name in the control topic.</summary>
/// <param name="ActiveSet">The hash of the set, an artifact.</param>
/// <param name="Previous">The hash of the set before, for going back; null for the first.</param>
public sealed record ControlRecord(string ActiveSet, string? Previous)
{
    private const int Version = 1;

    /// <summary>Appends the record as JSON.</summary>
    public void WriteTo(IBufferWriter<byte> target)
    {
        using var json = new Utf8JsonWriter(target);
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("activeSet", ActiveSet);
        json.WriteString("previous", Previous);
        json.WriteEndObject();
    }

    /// <summary>Reads a record. Throws <see cref="FormatException"/> when it is something else or of an unknown version.</summary>
    public static ControlRecord Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() is not Version and var version)
                throw new FormatException($"a control record of version {version} is unknown here; this worker reads version {Version}");
            return new ControlRecord(root.GetProperty("activeSet").GetString()!, root.GetProperty("previous").GetString());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"these bytes are no control record: {e.Message}", e);
        }
    }
}
