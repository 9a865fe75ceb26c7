using System.Collections.Frozen;

namespace StreamScoring.Events.Wire.Schemas;

/// <summary>A schema source in the process: exactly the schemas given, never unavailable.</summary>
public sealed class SchemaDictionary : ISchemaSource
{
    private readonly FrozenDictionary<int, WriterSchema> _byId;
    private readonly FrozenDictionary<Guid, WriterSchema> _byGuid;

    /// <summary>A source of the given schemas. Throws <see cref="ArgumentException"/> when an id comes twice.</summary>
    public SchemaDictionary(IEnumerable<KeyValuePair<int, WriterSchema>> byId, IEnumerable<KeyValuePair<Guid, WriterSchema>>? byGuid = null)
    {
        _byId = Unique(byId).ToFrozenDictionary();
        _byGuid = Unique(byGuid ?? []).ToFrozenDictionary();
    }

    /// <inheritdoc/>
    public SchemaLookup TryGet(int id, out WriterSchema schema) =>
        _byId.TryGetValue(id, out schema!) ? SchemaLookup.Found : SchemaLookup.Unknown;

    /// <inheritdoc/>
    public SchemaLookup TryGet(Guid guid, out WriterSchema schema) =>
        _byGuid.TryGetValue(guid, out schema!) ? SchemaLookup.Found : SchemaLookup.Unknown;

    private static Dictionary<TKey, WriterSchema> Unique<TKey>(IEnumerable<KeyValuePair<TKey, WriterSchema>> schemas)
        where TKey : notnull
    {
        var unique = new Dictionary<TKey, WriterSchema>();
        foreach (var (key, schema) in schemas)
        {
            if (!unique.TryAdd(key, schema))
                throw new ArgumentException($"schema id {key} is given twice", nameof(schemas));
        }

        return unique;
    }
}
