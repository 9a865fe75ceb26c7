using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary><c>Series.isin(values)</c>: whether the value is one of the constants. NaN among them finds missing values.</summary>
internal static class Isin
{
    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "isin", ["cols", "values", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        var values = Constants(binding, "values");
        if (PandasColumns.Read(binding) is not { } columns || values is null)
            return;
        var plans = columns
            .Select(c =>
                (Output: binding.Output(c.Name, ColumnShape.Scalar(ColumnType.Boolean)), Set: new LiteralSet(new Operand(c.Input), values))
            )
            .ToList();
        foreach (var (input, _) in columns.Where(c => values.Count > 0 && !values.Any(v => LiteralSet.CanMatch(c.Input.Shape.Type, v))))
            binding.Warn(binding.Params.Node("values"), $"column '{input.Name}' is {input.Shape}: none of these values can ever be in it");
        binding.Stage(_ => new EachStage([.. plans.Select(p => new TestStage(p.Output, (frame, row) => p.Set.Find(frame, row) >= 0))]));
    }

    /// <summary>A list of constants that must be there; null when it is wrong.</summary>
    internal static IReadOnlyList<Literal>? Constants(NodeBinding binding, string param)
    {
        if (binding.Params.RequiredNode(param, "a list of constants") is null || binding.Params.List(param) is not { } nodes)
            return null;
        var constants = new List<Literal>();
        foreach (var node in nodes)
        {
            if (Literal.Of(node) is { } constant)
                constants.Add(constant);
            else
                binding.Fail(node, $"expected a constant, found {node.Kind}");
        }

        return constants.Count == nodes.Count ? constants : null;
    }
}
