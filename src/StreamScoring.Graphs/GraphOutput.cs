using StreamScoring.Documents;

namespace StreamScoring.Graphs;

/// <summary>One value that a graph publishes for an event.</summary>
/// <param name="Name">Its name in the score record.</param>
/// <param name="Column">The column it is taken from.</param>
/// <param name="At">Which element of a vector column, from 0; null takes the whole column.</param>
/// <param name="IsDefault">Whether it is meant when a service's score is named without an output.</param>
/// <param name="Source">The declaration in the document.</param>
public sealed record GraphOutput(string Name, string Column, int? At, bool IsDefault, DocumentNode Source);
