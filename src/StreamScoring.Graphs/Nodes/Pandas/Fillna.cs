using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary><c>Series.fillna(value)</c>: a missing value becomes the constant. <c>value</c> is one constant, or a map with one for each column.</summary>
internal static class Fillna
{
    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "fillna", ["cols", "value", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        var value = binding.Params.RequiredNode("value", "the constant to put in place of missing values");
        if (PandasColumns.Read(binding) is not { } columns || value is null)
            return;
        var plans = new List<(ColumnRef Output, ColumnRef Input, Literal Fill)>();
        foreach (var (input, name) in columns)
        {
            if (Value(binding, value, input) is not { } at || Literal.Of(at) is not { } constant)
            {
                binding.Fail(value, $"expected a constant for column '{input.Name}'");
                continue;
            }

            if (Types.Common(input.Shape.Type, constant) is not { } type || type == ColumnType.Timestamp)
            {
                binding.Fail(at, $"column '{input.Name}' is {input.Shape} and cannot be filled with {constant.Kind}");
                continue;
            }

            plans.Add((binding.Output(name, ColumnShape.Scalar(type), input), input, constant));
        }

        if (plans.Count == columns.Count)
            binding.Stage(_ => new EachStage([.. plans.Select(p => StageOf(p.Output, p.Input, p.Fill))]));
    }

    private static Stage StageOf(ColumnRef output, ColumnRef input, Literal fill)
    {
        if (output.Shape == input.Shape && !fill.IsMissing)
        {
            switch (output.Shape.Type)
            {
                case ColumnType.Float64:
                    return new FillStage<double>(input.Slot, output.Slot, fill.Float);
                case ColumnType.Int64:
                    return new FillStage<long>(input.Slot, output.Slot, fill.Int);
            }
        }

        var (value, constant) = (new Operand(input), new Operand(fill, output.Shape.Type));
        return new ChooseStage(output, (frame, row) => value.IsMissing(frame, row) ? constant : value);
    }

    private static DocumentNode? Value(NodeBinding binding, DocumentNode value, ColumnRef input)
    {
        if (value is not DocumentMap map)
            return value;
        var columns = (binding.Params.OneOrMany("cols") ?? [])
            .OfType<DocumentScalar>()
            .Select(n => n.Value as string)
            .OfType<string>()
            .ToList();
        foreach (var entry in map.Entries.Where(e => !columns.Contains(e.Key, StringComparer.Ordinal)))
            binding.Fail(entry.Value, $"'{entry.Key}' is not among the columns to fill{Suggestion.Hint(entry.Key, columns)}");
        return map[input.Name];
    }
}
