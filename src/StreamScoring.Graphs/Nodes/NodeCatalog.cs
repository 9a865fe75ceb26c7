using StreamScoring.Graphs.Nodes.Pandas;

namespace StreamScoring.Graphs.Nodes;

/// <summary>All kinds of nodes. A new node is one file, one line here, one entry in <c>schemas/graph.schema.json</c> and one vector file.</summary>
internal static class NodeCatalog
{
    /// <summary>The kinds, by family and operation.</summary>
    public static IReadOnlyList<NodeKind> Kinds { get; } =
    [
        Arith.Kind,
        Astype.Kind,
        CaseWhen.Kind,
        Clip.Kind,
        Compare.Kind,
        Dt.Kind,
        ExpressionNode.Kind,
        Fillna.Kind,
        Isin.Kind,
        Isna.Kind,
        KeepElse.Kind,
        ListReduce.Kind,
        Map.Kind,
        OneHotEncoder.Kind,
        OnnxNode.Kind,
        Str.Kind,
        Where.Kind,
        State.WindowNode.Kind,
        State.ExpandingNode.Kind,
        State.LastValueNode.Kind,
        State.SecondsSinceNode.Kind,
        State.GapMeanNode.Kind,
    ];

    /// <summary>The kind of that family and operation, or null.</summary>
    public static NodeKind? Find(string node, string op) =>
        Kinds.FirstOrDefault(k =>
            string.Equals(k.Node, node, StringComparison.Ordinal) && string.Equals(k.Op, op, StringComparison.Ordinal)
        );
}
