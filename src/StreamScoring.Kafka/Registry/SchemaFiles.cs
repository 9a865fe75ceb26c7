using StreamScoring.Events.Wire.Schemas;

namespace StreamScoring.Kafka.Registry;

/// <summary>Schemas kept on disk, a file each: <c>ID.schema.json</c> or <c>GUID.schema.json</c>.</summary>
internal sealed class SchemaFiles(string folder, string address)
{
    private const string Extension = ".schema.json";

    /// <summary>Reads up to <paramref name="max"/> schemas; a file that cannot be read is told to <paramref name="problem"/> and left alone.</summary>
    public List<KeyValuePair<SchemaKey, WriterSchema>> ReadAll(int max, Action<string> problem)
    {
        var found = new List<KeyValuePair<SchemaKey, WriterSchema>>();
        foreach (var name in Names(problem))
        {
            if (found.Count >= max)
                break;
            if (!SchemaKey.TryParse(name, out var key))
                continue;
            try
            {
                if (Read(key) is { } schema)
                    found.Add(new(key, schema));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                problem($"a kept schema is passed over: {e.Message}");
            }
        }

        return found;
    }

    /// <summary>Reads one schema; null when it is not kept. Throws as <see cref="CacheFile.Read{T}"/> does.</summary>
    public WriterSchema? Read(SchemaKey key) =>
        CacheFile.Read(
            PathOf(key),
            json =>
            {
                var id = json.GetProperty("id").GetString();
                if (id != key.ToString())
                    throw new InvalidDataException($"'{PathOf(key)}' holds schema {id}");
                string[] references = [.. json.GetProperty("references").EnumerateArray().Select(r => r.GetString() ?? "")];
                var schema = new WriterSchema(
                    id,
                    json.GetProperty("type").GetString()!,
                    json.GetProperty("schema").GetString()!,
                    references
                );
                return (schema, Digested(schema));
            }
        );

    /// <summary>Keeps a schema. Throws as <see cref="CacheFile.Write"/> does.</summary>
    public void Write(SchemaKey key, WriterSchema schema) =>
        CacheFile.Write(
            PathOf(key),
            json =>
            {
                json.WriteString("registry", address);
                json.WriteString("id", schema.Name);
                json.WriteString("type", schema.Type);
                json.WriteString("schema", schema.Text);
                json.WriteStartArray("references");
                foreach (var reference in schema.References)
                    json.WriteStringValue(reference);
                json.WriteEndArray();
            },
            Digested(schema)
        );

    private string PathOf(SchemaKey key) => Path.Combine(folder, key + Extension);

    private static IEnumerable<string> Digested(WriterSchema schema) => [schema.Name, schema.Type, schema.Text, .. schema.References];

    private IEnumerable<string> Names(Action<string> problem)
    {
        try
        {
            return Directory.Exists(folder)
                ?
                [
                    .. Directory
                        .EnumerateFiles(folder, "*" + Extension)
                        .Select(f => Path.GetFileName(f)[..^Extension.Length])
                        .Order(StringComparer.Ordinal),
                ]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem($"the kept schemas cannot be listed: {e.Message}");
            return [];
        }
    }
}
