using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary><c>Series.isna()</c> and <c>notna()</c>: whether the value is missing (null or NaN).</summary>
internal static class Isna
{
    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "isna", ["cols", "fn", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        var fn = binding.Params.Has("fn") ? binding.Params.Choice("fn", "isna", "notna") : "isna";
        if (PandasColumns.Read(binding) is not { } columns || fn is null)
            return;
        var plans = columns
            .Select(c => (Output: binding.Output(c.Name, ColumnShape.Scalar(ColumnType.Boolean)), Input: new Operand(c.Input)))
            .ToList();
        var wanted = fn == "isna";
        binding.Stage(_ => new EachStage([
            .. plans.Select(p => new TestStage(p.Output, (frame, row) => p.Input.IsMissing(frame, row) == wanted)),
        ]));
    }
}
