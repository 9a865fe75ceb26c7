namespace StreamScoring.Graphs.Checking;

/// <summary>A node's use of a model.</summary>
/// <param name="Node">The node's id.</param>
/// <param name="Hash">The model's hash.</param>
/// <param name="Inputs">The columns that it is fed, in the order of the model's inputs.</param>
internal sealed record ModelUse(string Node, string Hash, IReadOnlyList<ColumnRef> Inputs);
