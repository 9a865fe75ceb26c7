using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Decisioning.Tables;

namespace StreamScoring.Decisioning.Planning;

/// <summary>A lookup table, ready to be read.</summary>
/// <param name="Table">The table as it is written.</param>
/// <param name="File">Its rows, where it is a file that was read; null for a topic.</param>
public sealed record PlannedTable(LookupTable Table, TableFile? File);
