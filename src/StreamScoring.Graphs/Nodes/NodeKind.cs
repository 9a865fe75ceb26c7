using StreamScoring.Graphs.Checking;

namespace StreamScoring.Graphs.Nodes;

/// <summary>One kind of node: what may stand under <c>node</c> and <c>op</c>.</summary>
/// <param name="Node">The family, as in Adobe's recipes: <c>Pandas</c>, <c>OneHotEncoder</c>, <c>ONNXNode</c>, <c>State</c>.</param>
/// <param name="Op">The operation within the family; empty for a family of one.</param>
/// <param name="Params">The names of all parameters it knows; the published schema has the same, and others are refused.</param>
/// <param name="Bind">
/// Checks one use: reads its parameters, finds its inputs, declares outputs and state, gives its stage. Records what is wrong in the binding and returns; never throws.
/// </param>
internal sealed record NodeKind(string Node, string Op, IReadOnlyList<string> Params, Action<NodeBinding> Bind)
{
    /// <summary>The name in messages and vector files: <c>Pandas.fillna</c>, <c>ONNXNode</c>.</summary>
    public string Name => Op.Length == 0 ? Node : $"{Node}.{Op}";
}
