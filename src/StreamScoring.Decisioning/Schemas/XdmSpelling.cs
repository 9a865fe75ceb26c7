using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamScoring.Decisioning.Schemas;

/// <summary>
/// Writes a document in the spelling of the schemas: <c>_experience.decisioning.propositions</c> on the wire is
/// <c>https://ns.adobe.com/experience/decisioning/propositions</c> there, <c>timestamp</c> is <c>xdm:timestamp</c>. What no schema declares is found on the way.
/// </summary>
public sealed class XdmSpelling
{
    private readonly XdmSchemaSet _set;
    private readonly List<string> _undeclared = [];

    private XdmSpelling(XdmSchemaSet set) => _set = set;

    /// <summary>The document of a class in schema spelling, and the paths in it that neither the class nor its field groups declare; those are left out.</summary>
    public static (JsonObject Document, IReadOnlyList<string> Undeclared) ToSchema(JsonElement wire, XdmSchemaSet set, string classId)
    {
        var spelling = new XdmSpelling(set);
        var target = new JsonObject();
        spelling.Object(
            wire,
            XdmProperties.Of(set.ById, set.PartsOf(classId).Select(id => new PlacedSchema(set.ById[id], id))),
            "",
            "",
            target
        );
        return (target, spelling._undeclared);
    }

    // The prefix is the part of a key's path that is already behind: one key may stand for several steps.
    private void Object(JsonElement wire, XdmProperties properties, string prefix, string path, JsonObject target)
    {
        foreach (var property in wire.EnumerateObject())
        {
            var key = prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}";
            var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (properties.Find(key) is var (name, schemas))
                target[name] = Value(property.Value, schemas, at);
            else if (property.Value.ValueKind == JsonValueKind.Object && properties.HasBelow(key))
                Object(property.Value, properties, key, at, target);
            else if (prefix.Length == 0 && properties.Others is { } others)
                target[property.Name] = Value(property.Value, [others], at);
            else if (prefix.Length == 0 && properties.IsOpen)
                target[property.Name] = JsonNode.Parse(property.Value.GetRawText());
            else
                _undeclared.Add(at);
        }
    }

    private JsonNode? Value(JsonElement wire, IReadOnlyList<PlacedSchema> schemas, string path)
    {
        switch (wire.ValueKind)
        {
            case JsonValueKind.Object:
                var target = new JsonObject();
                Object(wire, XdmProperties.Of(_set.ById, schemas), "", path, target);
                return target;
            case JsonValueKind.Array:
                var items = XdmProperties.ItemsOf(_set.ById, schemas);
                return new JsonArray([
                    .. wire.EnumerateArray()
                        .Select((item, i) => items.Count > 0 ? Value(item, items, $"{path}[{i}]") : JsonNode.Parse(item.GetRawText())),
                ]);
            default:
                return JsonNode.Parse(wire.GetRawText());
        }
    }
}
