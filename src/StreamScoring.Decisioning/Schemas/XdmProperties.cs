using System.Text.Json;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Decisioning.Schemas;

/// <summary>A schema and the document that its references are relative to.</summary>
internal readonly record struct PlacedSchema(JsonElement Schema, string Document);

/// <summary>What the objects of some schemas declare, all references followed.</summary>
internal sealed class XdmProperties
{
    private const int MaxDepth = 64;
    private readonly IReadOnlyDictionary<string, JsonElement> _schemas;
    private readonly Dictionary<string, (string Key, List<PlacedSchema> Schemas)> _byWire = new(StringComparer.Ordinal);

    private XdmProperties(IReadOnlyDictionary<string, JsonElement> schemas) => _schemas = schemas;

    /// <summary>What properties that are not declared by name must be; null when nothing is said.</summary>
    public PlacedSchema? Others { get; private set; }

    /// <summary>Whether any further property is allowed: nothing at all is declared.</summary>
    public bool IsOpen => _byWire.Count == 0 && Others is null;

    /// <summary>The properties of an object that must meet all of the schemas.</summary>
    public static XdmProperties Of(IReadOnlyDictionary<string, JsonElement> schemas, params IEnumerable<PlacedSchema> parts)
    {
        var properties = new XdmProperties(schemas);
        foreach (var part in parts)
            properties.Collect(part, 0);
        return properties;
    }

    /// <summary>The property of a wire path: its key in the schemas, and all that they say of it.</summary>
    public (string Key, IReadOnlyList<PlacedSchema> Schemas)? Find(string wirePath) =>
        _byWire.TryGetValue(wirePath, out var found) ? (found.Key, found.Schemas) : null;

    /// <summary>Whether some property's wire path begins with that one.</summary>
    public bool HasBelow(string wirePath) => _byWire.Keys.Any(k => k.StartsWith(wirePath + ".", StringComparison.Ordinal));

    /// <summary>The schemas of a list's items; none when nothing is said.</summary>
    public static IReadOnlyList<PlacedSchema> ItemsOf(
        IReadOnlyDictionary<string, JsonElement> schemas,
        IReadOnlyList<PlacedSchema> lists
    ) => [.. lists.Select(l => ItemsOf(schemas, l)).OfType<PlacedSchema>()];

    private static PlacedSchema? ItemsOf(IReadOnlyDictionary<string, JsonElement> schemas, PlacedSchema list)
    {
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            if (list.Schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object)
                return new(items, list.Document);
            if (Referred(schemas, list) is not { } next)
                return null;
            list = next;
        }

        return null;
    }

    private void Collect(PlacedSchema at, int depth)
    {
        if (depth > MaxDepth || at.Schema.ValueKind != JsonValueKind.Object)
            return;
        if (Referred(_schemas, at) is { } referred)
            Collect(referred, depth + 1);
        if (at.Schema.TryGetProperty("allOf", out var parts))
        {
            foreach (var part in parts.EnumerateArray())
                Collect(new(part, at.Document), depth + 1);
        }

        if (at.Schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                var wire = XdmNames.ToWire(property.Name);
                if (!_byWire.TryGetValue(wire, out var known))
                    _byWire[wire] = known = (property.Name, []);
                known.Schemas.Add(new(property.Value, at.Document));
            }
        }

        if (at.Schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
            Others = new(others, at.Document);
    }

    private static PlacedSchema? Referred(IReadOnlyDictionary<string, JsonElement> schemas, PlacedSchema at)
    {
        if (!at.Schema.TryGetProperty("$ref", out var reference) || reference.GetString() is not { } target)
            return null;
        var parts = (target.StartsWith('#') ? at.Document + target : target).Split('#', 2);
        if (!schemas.TryGetValue(parts[0], out var schema))
            return null;
        foreach (var step in parts.Length == 2 ? parts[1].Split('/', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty(step, out schema))
                return null;
        }

        return new(schema, parts[0]);
    }
}
