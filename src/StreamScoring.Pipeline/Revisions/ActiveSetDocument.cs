using System.Text.Json;

namespace StreamScoring.Pipeline.Revisions;

/// <summary>
/// Which services score together and with which graphs, by hash: what is kept as an artifact and named in control and progress records. Equal content, equal bytes.
/// </summary>
public sealed class ActiveSetDocument
{
    private const int Version = 1;

    /// <summary>A set of services, ordered by name, and the hash of the rule set, if any.</summary>
    public ActiveSetDocument(IEnumerable<(string Service, string Graph)> services, string? rules = null)
    {
        Rules = rules;
        Services = [.. services.OrderBy(s => s.Service, StringComparer.Ordinal)];
        Hash = ArtifactStore.HashOf(ToJson());
    }

    /// <summary>The services and the hashes of their graphs.</summary>
    public IReadOnlyList<(string Service, string Graph)> Services { get; }

    /// <summary>The hash of the rule set, or null.</summary>
    public string? Rules { get; }

    /// <summary>The hash of <see cref="ToJson"/>.</summary>
    public string Hash { get; }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartObject("services");
            foreach (var (service, graph) in Services)
                json.WriteString(service, graph);
            json.WriteEndObject();
            // Sets without rules keep the bytes, and so the hashes, that they always had.
            if (Rules is not null)
                json.WriteString("rules", Rules);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Reads the canonical bytes. Throws <see cref="FormatException"/> when they are something else or of an unknown version.</summary>
    public static ActiveSetDocument Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var version = document.RootElement.GetProperty("version").GetInt32();
            if (version != Version)
                throw new FormatException($"an active set of version {version} is unknown here; this worker reads version {Version}");
            return new ActiveSetDocument(
                document.RootElement.GetProperty("services").EnumerateObject().Select(p => (p.Name, p.Value.GetString() ?? "")),
                document.RootElement.TryGetProperty("rules", out var rules) ? rules.GetString() : null
            );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"these bytes are no active set: {e.Message}", e);
        }
    }
}
