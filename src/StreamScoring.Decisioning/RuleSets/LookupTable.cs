using StreamScoring.Documents;
using StreamScoring.Events.Columns;

namespace StreamScoring.Decisioning.RuleSets;

/// <summary>A table of rows by key, for <c>lookup</c>: a file, or a compacted topic. Exactly one of <see cref="File"/> and <see cref="Topic"/> is set.</summary>
/// <param name="Name">The name that expressions use.</param>
/// <param name="File">A file of JSON lines, relative to the rule set; or null.</param>
/// <param name="Topic">A topic; or null.</param>
/// <param name="Key">The field of a row that is its key. Of a topic without it the record's key counts, and this is null.</param>
/// <param name="Fields">What a row has, by name; null when rows are not declared and any field may be asked for.</param>
/// <param name="Source">Where it stands.</param>
public sealed record LookupTable(
    string Name,
    string? File,
    string? Topic,
    string? Key,
    IReadOnlyDictionary<string, ColumnType>? Fields,
    DocumentNode Source
);
