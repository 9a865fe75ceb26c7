namespace StreamScoring.Inference.Inspection;

/// <summary>
/// Sizes that nodes ask for and that can be seen without running anything: an 85-byte model can ask for gigabytes through a constant shape. What hides better
/// meets the memory limit of the trial.
/// </summary>
internal static class StaticClaims
{
    public static void Check(ParsedGraph graph, TensorParser tensors)
    {
        foreach (var node in graph.Nodes)
        {
            var shape = node.Op switch
            {
                "ConstantOfShape" => Constant(graph, node, 0),
                "Expand" or "Tile" => Constant(graph, node, 1),
                "RandomNormal" or "RandomUniform" => node.Integers.GetValueOrDefault("shape")?.ToArray(),
                "Range" => Range(graph, node),
                _ => null,
            };
            if (shape is not null && Array.TrueForAll(shape, d => d >= 0))
                _ = tensors.Elements(shape, node.ToString());
        }
    }

    private static long[]? Constant(ParsedGraph graph, ParsedNode node, int input) =>
        input < node.Inputs.Count ? graph.Constants.GetValueOrDefault(node.Inputs[input]) : null;

    private static long[]? Range(ParsedGraph graph, ParsedNode node)
    {
        if (
            Constant(graph, node, 0) is not [var start]
            || Constant(graph, node, 1) is not [var limit]
            || Constant(graph, node, 2) is not [var delta]
            || delta == 0
        )
            return null;
        var steps = (((Int128)limit) - start) / delta;
        return steps <= 0 ? null : [steps > long.MaxValue ? long.MaxValue : (long)steps];
    }
}
