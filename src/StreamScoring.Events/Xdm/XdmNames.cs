namespace StreamScoring.Events.Xdm;

/// <summary>
/// The spellings of XDM properties. Adobe's public schemas write <c>xdm:timestamp</c>, <c>@id</c>, <c>schema:latitude</c> and whole URIs
/// (<c>https://ns.adobe.com/experience/analytics/session</c>); Platform's wire writes <c>timestamp</c>, <c>_id</c>, <c>_schema.latitude</c>
/// and <c>_experience.analytics.session</c>. Everything inside uses the wire spelling. A key stands for one step, or for several.
/// </summary>
public static class XdmNames
{
    /// <summary>What Adobe's URI keys begin with.</summary>
    public const string UriPrefix = "https://ns.adobe.com/";

    /// <summary>Prefixes of borrowed vocabularies: the wire nests them, <c>schema:latitude</c> is <c>_schema.latitude</c>.</summary>
    private static readonly string[] Vocabularies = ["dc", "repo", "schema"];

    /// <summary>
    /// The wire spelling of a key, its steps joined by dots; names already in it come back unchanged. In a URI the first segment after the host
    /// (after <c>xdm/</c>, if that is there) gets an underscore: tenants and solutions alike.
    /// </summary>
    public static string ToWire(string name)
    {
        if (name.StartsWith(UriPrefix, StringComparison.Ordinal))
            return UriToWire(name);
        if (name.Length > 1 && name[0] == '@')
            return "_" + name[1..];
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || colon == name.Length - 1)
            return name;
        var prefix = name[..colon];
        if (string.Equals(prefix, "xdm", StringComparison.Ordinal))
            return name[4..];
        return Array.IndexOf(Vocabularies, prefix) >= 0 ? $"_{prefix}.{name[(colon + 1)..]}" : name;
    }

    /// <summary>
    /// All keys of one object by which the property <paramref name="steps"/> (wire names, relative to that object) may be written as one key:
    /// those of which <see cref="ToWire"/> gives the steps.
    /// </summary>
    internal static List<string> SpellingsOf(IReadOnlyList<string> steps)
    {
        var wire = string.Join('.', steps);
        List<string> keys = [];
        if (steps.Count == 1)
            keys.AddRange([steps[0], "xdm:" + steps[0]]);
        if (steps[0].Length > 1 && steps[0][0] == '_')
        {
            var first = steps[0][1..];
            var segments = string.Join('/', steps.Skip(1).Prepend(first));
            keys.AddRange([
                "@" + first,
                first + ":" + string.Join('.', steps.Skip(1)),
                UriPrefix + segments,
                UriPrefix + "xdm/" + segments,
            ]);
        }

        keys.RemoveAll(k => !string.Equals(ToWire(k), wire, StringComparison.Ordinal));
        return keys;
    }

    private static string UriToWire(string uri)
    {
        var rest = uri[UriPrefix.Length..];
        if (rest.StartsWith("xdm/", StringComparison.Ordinal))
            rest = rest[4..];
        var segments = rest.Split('/');
        return Array.TrueForAll(segments, s => s.Length > 0 && !s.Contains('.', StringComparison.Ordinal))
            ? "_" + string.Join('.', segments)
            : uri;
    }
}
