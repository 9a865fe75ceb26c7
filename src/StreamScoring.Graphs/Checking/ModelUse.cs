using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Checking;

/// <summary>A node's use of a model.</summary>
/// <param name="Node">The node's id.</param>
/// <param name="Model">The model.</param>
/// <param name="Rows">For each of the model's inputs, the columns laid side by side.</param>
/// <param name="Targets">The outputs that are wanted, and the columns that take them.</param>
internal sealed record ModelUse(
    string Node,
    IModel Model,
    IReadOnlyList<IReadOnlyList<ColumnRef>> Rows,
    IReadOnlyList<(string Output, ColumnRef Column)> Targets
)
{
    /// <summary>The model's hash.</summary>
    public string Hash => Model.Signature.Hash;

    /// <summary>The columns that it is fed, in the order of the model's inputs.</summary>
    public IReadOnlyList<ColumnRef> Inputs { get; } = [.. Rows.SelectMany(r => r)];
}
