using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary>
/// <c>Series.where(cond, other)</c> keeps the value where the condition holds and takes <c>other</c> (a constant, missing by default) or <c>other_col</c> elsewhere;
/// <c>fn: mask</c> the other way round.
/// </summary>
internal static class Where
{
    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "where", ["cols", "cond", "other", "other_col", "fn", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        var fn = binding.Params.Has("fn") ? binding.Params.Choice("fn", "where", "mask") : "where";
        var condition = Condition.Read(
            binding,
            binding.Params.RequiredNode("cond", "a condition {col, cmp, value}, or the name of a boolean column")
        );
        var columns = PandasColumns.ReadOne(binding);
        var (constantNode, columnNode) = (binding.Params.Node("other"), binding.Params.Node("other_col"));
        if (columns is not var (input, name) || condition is null || fn is null)
            return;
        if (constantNode is not null && columnNode is not null)
        {
            binding.Fail(columnNode, "give either 'other' (a constant) or 'other_col' (a column)");
            return;
        }

        Operand? other;
        ColumnType? type;
        if (columnNode is not null)
        {
            if (binding.Column(columnNode) is not { } second)
                return;
            other = new Operand(second);
            type = second.Shape.Layout == ColumnLayout.Scalar ? Types.Common(input.Shape.Type, second.Shape.Type) : null;
        }
        else
        {
            var constant = constantNode is null ? Literal.Missing : Literal.Of(constantNode);
            type = constant is null ? null : Types.Common(input.Shape.Type, constant);
            other = constant is null ? null : new Operand(constant, input.Shape.Type);
        }

        if (type is not { } common || other is null)
        {
            binding.Fail(
                constantNode ?? columnNode,
                $"column '{input.Name}' is {input.Shape}: what stands in its place must be of a like type"
            );
            return;
        }

        var output = binding.Output(name, ColumnShape.Scalar(common), input);
        var value = new Operand(input);
        var keepWhen = fn == "where";
        binding.Stage(_ => new ChooseStage(output, (frame, row) => condition(frame, row) == keepWhen ? value : other));
    }
}
