using System.Globalization;
using StreamScoring.Documents;

namespace StreamScoring.Cli.Configuration;

/// <summary>The section <c>kafka</c>. Its settings are librdkafka's own keys, whose dots may also be written as nested maps, as environment and flags do.</summary>
internal static class KafkaSection
{
    public static AppConfiguration Read(MapReader reader, AppConfiguration below)
    {
        var config = below with { KafkaBootstrap = reader.Text("bootstrap") ?? below.KafkaBootstrap };
        if (reader.Node("settings") is not { } node)
            return config;
        if (node is not DocumentMap map)
        {
            reader.Errors.Add(node, $"expected a map of librdkafka's keys, found {node.Kind}");
            return config;
        }

        var settings = new SortedDictionary<string, string>(
            below.KafkaSettings.ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Flatten(map, "", settings, reader.Errors);
        return config with { KafkaSettings = settings };
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
