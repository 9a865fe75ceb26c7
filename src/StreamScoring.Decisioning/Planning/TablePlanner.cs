using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Decisioning.Tables;
using StreamScoring.Documents;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Reads the files of lookup tables, and names each in the document by the hash of its content, which so becomes part of the revision.</summary>
internal static class TablePlanner
{
    /// <summary>The tables; files that are missing or broken are reported.</summary>
    public static IReadOnlyList<PlannedTable> Plan(RuleSetDocument document, PlanningContext context, DocumentErrors errors)
    {
        var tables = new List<PlannedTable>();
        foreach (var table in document.Tables)
            tables.Add(new(table, table.File is null || table.Key is null ? null : Read(table, context, errors)));
        return tables;
    }

    /// <summary>The document with the files of tables by their hashes.</summary>
    public static DocumentMap Pin(RuleSetDocument document, IReadOnlyList<PlannedTable> tables)
    {
        var root = document.Root;
        if (root["tables"] is not DocumentMap map)
            return root;
        foreach (var planned in tables)
        {
            if (planned.File is { } file && map[planned.Table.Name] is DocumentMap entry)
                map = map.With(planned.Table.Name, entry.With("file", DocumentBuilding.Node(file.Hash)));
        }

        return root.With("tables", map);
    }

    private static TableFile? Read(LookupTable table, PlanningContext context, DocumentErrors errors)
    {
        // Without a place where files lie only the rules themselves are checked.
        if (context.ReadTable is null)
            return null;
        var content = context.ReadTable(table.File!, out var refusal);
        if (content is null)
        {
            errors.Add(table.Source, $"table '{table.Name}': {refusal}");
            return null;
        }

        return TableFile.Read(content, table, message => errors.Add(table.Source, message));
    }
}
