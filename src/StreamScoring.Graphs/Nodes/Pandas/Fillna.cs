using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;

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
        var plans = new List<(ColumnRef Output, Operand Input, Operand Fill)>();
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

            plans.Add((binding.Output(name, ColumnShape.Scalar(type), input), new Operand(input), new Operand(constant, type)));
        }

        if (plans.Count == columns.Count)
            binding.Stage(_ => new EachStage([
                .. plans.Select(p => new ChooseStage(p.Output, (frame, row) => p.Input.IsMissing(frame, row) ? p.Fill : p.Input)),
            ]));
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
