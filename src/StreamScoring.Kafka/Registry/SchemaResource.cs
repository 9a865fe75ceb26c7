using System.Text.Json;

namespace StreamScoring.Kafka.Registry;

/// <summary>Schemas of the <c>schemas</c> folder, which this assembly carries.</summary>
internal static class SchemaResource
{
    /// <summary>The text of a schema, without white space between its tokens.</summary>
    public static string Read(string name)
    {
        using var stream =
            typeof(SchemaResource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly carries no schema '{name}'");
        using var document = JsonDocument.Parse(stream);
        return JsonSerializer.Serialize(document.RootElement);
    }
}
