using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary><c>Series.clip(lower, upper)</c>: values beyond a bound become the bound; missing ones stay; crossed bounds are swapped, a NaN bound is none, as in pandas.</summary>
internal static class Clip
{
    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "clip", ["cols", "lower", "upper", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        var lower = Bound(binding, "lower");
        var upper = Bound(binding, "upper");
        if (PandasColumns.Read(binding) is not { } columns || lower is null || upper is null)
            return;
        if (lower.IsMissing && upper.IsMissing)
        {
            binding.Fail(null, "clip needs a bound: 'lower', 'upper' or both");
            return;
        }

        if (!lower.IsMissing && !upper.IsMissing && lower.Float > upper.Float)
            (lower, upper) = (upper, lower);
        var plans = new List<(ColumnRef Output, Operand Input, Operand Lower, Operand Upper)>();
        foreach (var (input, name) in columns)
        {
            if (!binding.RequireScalar(input, binding.Params.Node("cols"), ColumnType.Int64, ColumnType.Float64, ColumnType.Float32))
                return;
            var type = Types.Common(Types.Common(input.Shape.Type, lower)!.Value, upper)!.Value;
            plans.Add(
                (
                    binding.Output(name, ColumnShape.Scalar(type), input),
                    new Operand(input),
                    new Operand(lower.Beside(type), type),
                    new Operand(upper.Beside(type), type)
                )
            );
        }

        binding.Stage(_ => new EachStage([.. plans.Select(p => Stage(p.Output, p.Input, p.Lower, p.Upper))]));
    }

    private static ChooseStage Stage(ColumnRef output, Operand input, Operand lower, Operand upper)
    {
        var exact = output.Shape.Type == ColumnType.Int64;
        return new ChooseStage(
            output,
            (frame, row) =>
            {
                if (input.IsMissing(frame, row))
                    return input;
                if (
                    !lower.IsMissing(frame, row)
                    && (exact ? input.Int(frame, row) < lower.Int(frame, row) : input.Float(frame, row) < lower.Float(frame, row))
                )
                    return lower;
                if (
                    !upper.IsMissing(frame, row)
                    && (exact ? input.Int(frame, row) > upper.Int(frame, row) : input.Float(frame, row) > upper.Float(frame, row))
                )
                    return upper;
                return input;
            }
        );
    }

    private static Literal? Bound(NodeBinding binding, string param)
    {
        if (binding.Params.Node(param) is not { } node)
            return Literal.Missing;
        var bound = Literal.Of(node);
        if (bound is { Type: null or ColumnType.Int64 or ColumnType.Float64 })
            return bound;
        binding.Fail(node, $"'{param}' must be a number, found {node.Kind}");
        return null;
    }
}
