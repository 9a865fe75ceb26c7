using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary><c>Series.eq/ne/lt/le/gt/ge</c> with a constant or another column. A missing value compares false, <c>ne</c> true. Text compares by code point.</summary>
internal static class Compare
{
    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "compare", ["col", "cmp", "value", "other_col", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        var condition = Condition.Read(binding, binding.Params, false);
        if (binding.Into("out") is not [var name] || condition is null)
            return;
        var output = binding.Output(name, ColumnShape.Scalar(ColumnType.Boolean));
        binding.Stage(_ => new TestStage(output, (frame, row) => condition(frame, row)));
    }
}
