using StreamScoring.Documents;
using StreamScoring.Events.Columns;

namespace StreamScoring.Decisioning.RuleSets.Reading;

/// <summary>Reads lookup tables.</summary>
internal static class TableReader
{
    private static readonly Dictionary<string, ColumnType> Types = new[]
    {
        ColumnType.Boolean,
        ColumnType.Int64,
        ColumnType.Float64,
        ColumnType.Text,
        ColumnType.Timestamp,
    }.ToDictionary(ColumnShape.Name, StringComparer.Ordinal);

    /// <summary>One table.</summary>
    public static LookupTable Read(string name, MapReader reader)
    {
        var (file, topic) = (reader.Filled("file"), reader.Filled("topic"));
        if (reader.Has("file") == reader.Has("topic"))
            reader.Errors.Add(reader.Map, $"table '{name}' needs either 'file', a file of JSON lines, or 'topic', a compacted topic");
        var key = reader.Filled("key");
        if (key is null && reader.Has("file") && !reader.Has("key"))
            reader.Errors.Add(reader.Map, "'key' is missing: the field of a row by which it is found");
        var fields = Fields(reader);
        reader.Text("description");
        reader.Finish();
        return new(name, file, topic, key, fields, reader.Map);
    }

    private static Dictionary<string, ColumnType>? Fields(MapReader reader)
    {
        if (reader.Section("fields") is not { } section)
            return null;
        var fields = new Dictionary<string, ColumnType>(StringComparer.Ordinal);
        foreach (var entry in section.Map.Entries)
        {
            if (section.Choice(entry.Key, Types.Keys) is { } type)
                fields[entry.Key] = Types[type];
        }

        return fields;
    }
}
