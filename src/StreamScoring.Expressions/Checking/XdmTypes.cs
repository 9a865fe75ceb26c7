using System.Text.Json;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Expressions.Checking;

/// <summary>
/// Types from XDM schemas (JSON Schema as Adobe publishes it). Properties are named as on Platform's wire; what no schema declares is not there, so that a misspelt path is
/// an error. Where a schema leaves a choice (<c>oneOf</c>) or says nothing, anything goes.
/// </summary>
public sealed class XdmTypes
{
    private const int MaxReferences = 64;
    private readonly Dictionary<string, JsonElement> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ExpressionType> _types = new(StringComparer.Ordinal);

    /// <summary>Types from schemas by their <c>$id</c>. The elements must outlive this object.</summary>
    public XdmTypes(IEnumerable<JsonElement> schemas)
    {
        foreach (var schema in schemas)
        {
            if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$id", out var id) && id.GetString() is { } name)
                _schemas[name] = schema;
        }
    }

    /// <summary>The type of an object that has the properties of all the schemas, given by <c>$id</c>: a class and its field groups. Throws when one is not known.</summary>
    public ExpressionType Of(params IReadOnlyList<string> ids)
    {
        var fields = new Dictionary<string, ExpressionType>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            var schema = _schemas.TryGetValue(id, out var found) ? found : throw new KeyNotFoundException($"no schema '{id}' was given");
            Collect(schema, id, fields, 0);
        }

        return ExpressionType.Object(Title(_schemas[ids[0]]), fields);
    }

    private ExpressionType TypeOf(JsonElement schema, string document, int depth)
    {
        if (depth > MaxReferences)
            return ExpressionType.Any;
        if (schema.TryGetProperty("$ref", out var reference) && reference.GetString() is { } target)
            return Resolve(target, document, depth);
        return Text(schema, "type") switch
        {
            "string" => Text(schema, "format") is "date-time" or "date" ? ExpressionType.Time : ExpressionType.Text,
            "integer" or "number" => ExpressionType.Number,
            "boolean" => ExpressionType.Boolean,
            "array" => ExpressionType.List(
                schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object
                    ? TypeOf(items, document, depth + 1)
                    : ExpressionType.Any
            ),
            "object" or null => ObjectOf(schema, document, depth),
            _ => ExpressionType.Any,
        };
    }

    private ExpressionType ObjectOf(JsonElement schema, string document, int depth)
    {
        if (schema.TryGetProperty("oneOf", out _) || schema.TryGetProperty("anyOf", out _))
            return ExpressionType.Any;
        var fields = new Dictionary<string, ExpressionType>(StringComparer.Ordinal);
        Collect(schema, document, fields, depth + 1);
        if (fields.Count > 0)
            return ExpressionType.Object(Title(schema), fields);
        return schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind == JsonValueKind.Object
            ? ExpressionType.Map(TypeOf(values, document, depth + 1))
            : ExpressionType.Any;
    }

    // A type may contain itself: it is known by its place before its fields are read.
    private ExpressionType Resolve(string target, string document, int depth)
    {
        var place = target.StartsWith('#') ? document + target : target;
        if (_types.TryGetValue(place, out var known))
            return known;
        if (Find(place) is not { } schema)
            return ExpressionType.Any;
        var owner = place.Split('#')[0];
        if (Text(schema, "type") is not (null or "object") || schema.TryGetProperty("$ref", out _))
            return _types[place] = TypeOf(schema, owner, depth + 1);
        var fields = new Dictionary<string, ExpressionType>(StringComparer.Ordinal);
        _types[place] = ExpressionType.Object(Title(schema), fields);
        Collect(schema, owner, fields, depth + 1);
        return fields.Count > 0 ? _types[place] : _types[place] = ObjectOf(schema, owner, depth + 1);
    }

    private void Collect(JsonElement schema, string document, Dictionary<string, ExpressionType> fields, int depth)
    {
        if (depth > MaxReferences)
            return;
        if (schema.TryGetProperty("$ref", out var reference) && reference.GetString() is { } target)
        {
            var place = target.StartsWith('#') ? document + target : target;
            if (Find(place) is { } referred)
                Collect(referred, place.Split('#')[0], fields, depth + 1);
        }

        if (schema.TryGetProperty("allOf", out var parts) && parts.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in parts.EnumerateArray())
                Collect(part, document, fields, depth + 1);
        }

        if (!schema.TryGetProperty("properties", out var properties))
            return;
        foreach (var property in properties.EnumerateObject())
            Add(fields, XdmNames.ToWire(property.Name), TypeOf(property.Value, document, depth + 1));
    }

    // One key may stand for several steps: https://ns.adobe.com/experience/analytics is _experience.analytics.
    private static void Add(Dictionary<string, ExpressionType> fields, string path, ExpressionType type)
    {
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
        {
            if (fields.GetValueOrDefault(step)?.Fields is Dictionary<string, ExpressionType> inner)
                fields = inner;
            else
            {
                var below = new Dictionary<string, ExpressionType>(StringComparer.Ordinal);
                fields[step] = ExpressionType.Object(step, below);
                fields = below;
            }
        }

        fields[steps[^1]] = fields.TryGetValue(steps[^1], out var other) ? Merge(other, type, 0) : type;
    }

    // Two field groups may declare parts of one object: it has the fields of both. Where they differ in anything else, the later one counts.
    private static ExpressionType Merge(ExpressionType earlier, ExpressionType later, int depth)
    {
        if (ReferenceEquals(earlier, later) || later.IsAny || depth > MaxReferences)
            return earlier;
        if (earlier.Kind == TypeKind.List && later.Kind == TypeKind.List)
            return ExpressionType.List(Merge(earlier.Item, later.Item, depth + 1));
        if (earlier.Fields is not { } known || later.Fields is not { } added)
            return later;
        var fields = new Dictionary<string, ExpressionType>(known, StringComparer.Ordinal);
        foreach (var (name, type) in added)
            fields[name] = fields.TryGetValue(name, out var other) ? Merge(other, type, depth + 1) : type;
        return ExpressionType.Object(earlier.Name, fields);
    }

    private JsonElement? Find(string place)
    {
        var parts = place.Split('#', 2);
        if (!_schemas.TryGetValue(parts[0], out var schema))
            return null;
        foreach (var step in parts.Length == 2 ? parts[1].Split('/', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            if (
                schema.ValueKind != JsonValueKind.Object
                || !schema.TryGetProperty(
                    step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal),
                    out schema
                )
            )
                return null;
        }

        return schema.ValueKind == JsonValueKind.Object ? schema : null;
    }

    private static string Title(JsonElement schema) => Text(schema, "title") ?? "";

    private static string? Text(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
