using System.Globalization;
using StreamScoring.Documents;

namespace StreamScoring.Cli.Configuration;

/// <summary>Settings of a client that are passed on unchanged. Their dotted keys may also be written as nested maps, as environment and flags do.</summary>
internal static class PassedThrough
{
    /// <summary>The settings below with what the section's <c>settings</c> lays over them. Messages never hold a value: it may be a secret.</summary>
    public static IReadOnlyDictionary<string, string> Read(MapReader section, IReadOnlyDictionary<string, string> below, string whose)
    {
        if (section.Node("settings") is not { } node)
            return below;
        if (node is not DocumentMap map)
        {
            section.Errors.Add(node, $"expected a map of {whose} keys, found {node.Kind}");
            return below;
        }

        var settings = new SortedDictionary<string, string>(below.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        Flatten(map, "", settings, section.Errors);
        return settings;
    }

    private static void Flatten(DocumentMap map, string prefix, SortedDictionary<string, string> into, DocumentErrors errors)
    {
        foreach (var entry in map.Entries)
        {
            var key = prefix + entry.Key;
            if (entry.Value is DocumentMap nested)
                Flatten(nested, key + ".", into, errors);
            else if (entry.Value is DocumentScalar { Value: { } value })
                into[key] = value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture)!;
            else
                errors.Add(entry.Value, $"{key}: expected a value, found {entry.Value.Kind}");
        }
    }
}
