using StreamScoring.Documents;

namespace StreamScoring.Graphs;

/// <summary>One node of a graph document.</summary>
/// <param name="Id">Its name in messages; unique in the graph.</param>
/// <param name="Kind">The family: <c>Pandas</c>, <c>OneHotEncoder</c>, <c>ONNXNode</c>, <c>State</c>.</param>
/// <param name="Op">The operation within the family; empty for a family of one.</param>
/// <param name="Params">Its parameters; which, the kind says.</param>
/// <param name="Source">The node in the document.</param>
public sealed record GraphNode(string Id, string Kind, string Op, DocumentMap Params, DocumentMap Source);
