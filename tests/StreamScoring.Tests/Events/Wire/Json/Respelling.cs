using System.Text.Json.Nodes;

namespace StreamScoring.Tests.Events.Wire.Json;

/// <summary>Writes an event in wire names in Adobe's other spellings.</summary>
internal static class Respelling
{
    /// <summary>As in the public schemas: every property prefixed, and what belongs to a solution under whole URIs at the root.</summary>
    public static JsonObject Prefixed(JsonObject wire)
    {
        var result = new JsonObject();
        foreach (var (name, value) in wire)
        {
            if (name == "_experience" && value is JsonObject solutions)
            {
                foreach (var (solution, properties) in solutions)
                {
                    foreach (var (property, inner) in properties!.AsObject())
                        result.Add($"https://ns.adobe.com/experience/{solution}/{property}", Rename(inner, "", Prefix));
                }
            }
            else
                result.Add(Prefix(name), Rename(value, name, Prefix));
        }

        return result;
    }

    /// <summary>As the web SDK writes: a mixture, here of every second property, with a URI for a whole solution and another inside it.</summary>
    public static JsonObject Mixed(JsonObject wire)
    {
        var count = 0;
        string Some(string name) => count++ % 2 == 0 ? name : Prefix(name);
        var result = new JsonObject();
        foreach (var (name, value) in wire)
        {
            if (name == "_experience" && value?["analytics"] is JsonObject analytics)
            {
                var endUser = analytics["endUser"];
                analytics.Remove("endUser");
                result.Add("xdm:_experience", new JsonObject { ["analytics"] = Rename(analytics, "", Some) });
                result.Add("https://ns.adobe.com/experience/analytics/endUser", Rename(endUser, "", Some));
            }
            else
                result.Add(Some(name), Rename(value, name, Some));
        }

        return result;
    }

    private static string Prefix(string name) => name[0] == '_' ? "@" + name[1..] : "xdm:" + name;

    private static JsonNode? Rename(JsonNode? node, string parent, Func<string, string> rename)
    {
        if (node is JsonArray array)
            return new JsonArray([.. array.Select(i => Rename(i, "", rename))]);
        if (node is not JsonObject properties)
            return node?.DeepClone();
        var result = new JsonObject();
        foreach (var (name, value) in properties)
            result.Add(parent == "identityMap" ? name : rename(name), Rename(value, "", rename));
        return result;
    }
}
