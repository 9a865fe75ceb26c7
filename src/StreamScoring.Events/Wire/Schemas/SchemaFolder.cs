using System.Globalization;
using System.Text.Json;

namespace StreamScoring.Events.Wire.Schemas;

/// <summary>
/// Reads schemas from a folder: each <c>ID.avsc</c> (a 32-bit id or a guid), and <c>registry.json</c>, an object from id to
/// <c>{"schemaType": "AVRO", "schema": "…", "references": ["…"]}</c>. Files with other names are left alone.
/// </summary>
public static class SchemaFolder
{
    private const long MaxFileBytes = 16 << 20;

    /// <summary>
    /// Reads the folder once. Throws <see cref="DirectoryNotFoundException"/> when it does not exist, and <see cref="InvalidDataException"/> naming the file when
    /// <c>registry.json</c> is broken, an id comes twice or a file is larger than 16 MiB. Whether a schema is good Avro shows when an event needs it.
    /// </summary>
    public static ISchemaSource Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"the schema folder '{folder}' does not exist");
        var byId = new Dictionary<int, WriterSchema>();
        var byGuid = new Dictionary<Guid, WriterSchema>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.avsc").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (IsId(name))
                Add(file, name, new WriterSchema(name, "AVRO", Read(file)));
        }

        var registry = Path.Combine(folder, "registry.json");
        if (File.Exists(registry))
            ReadRegistry(registry, Add);
        return new SchemaDictionary(byId, byGuid);

        void Add(string file, string name, WriterSchema schema)
        {
            var added = TryParseId(name, out var id)
                ? byId.TryAdd(id, schema)
                : byGuid.TryAdd(Guid.Parse(name, CultureInfo.InvariantCulture), schema);
            if (!added)
                throw new InvalidDataException($"'{file}' gives schema id {name} a second time");
        }
    }

    private static void ReadRegistry(string file, Action<string, string, WriterSchema> add)
    {
        try
        {
            using var document = JsonDocument.Parse(Read(file));
            foreach (var entry in document.RootElement.EnumerateObject())
            {
                if (!IsId(entry.Name))
                    throw new InvalidDataException($"'{file}': '{entry.Name}' is no schema id; expected a 32-bit number or a guid");
                var type = entry.Value.TryGetProperty("schemaType", out var t) ? t.GetString() ?? "AVRO" : "AVRO";
                var text =
                    entry.Value.GetProperty("schema").GetString()
                    ?? throw new InvalidDataException($"'{file}': schema {entry.Name} is null");
                string[] references = entry.Value.TryGetProperty("references", out var r)
                    ? [.. r.EnumerateArray().Select(e => e.GetString() ?? "")]
                    : [];
                add(file, entry.Name, new WriterSchema(entry.Name, type, text, references));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException(
                $"'{file}' is no registry file (an object from id to an object with a text 'schema'): {e.Message}",
                e
            );
        }
    }

    private static string Read(string file)
    {
        if (new FileInfo(file).Length > MaxFileBytes)
            throw new InvalidDataException($"'{file}' is larger than {MaxFileBytes} bytes");
        return File.ReadAllText(file);
    }

    private static bool IsId(string name) => TryParseId(name, out _) || Guid.TryParse(name, CultureInfo.InvariantCulture, out _);

    private static bool TryParseId(string name, out int id) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out id);
}
