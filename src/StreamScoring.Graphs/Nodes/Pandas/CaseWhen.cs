using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary>
/// <c>numpy.select(conditions, choices, default)</c>, also known as <c>Series.case_when</c>: the first case whose condition holds gives the value. <c>cases</c> is a list of
/// <c>{when, then}</c> or <c>{when, then_col}</c>; <c>when</c> is a condition, or the name of a boolean column. Without <c>default</c> a row without a case is missing.
/// </summary>
internal static class CaseWhen
{
    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "case_when", ["cases", "default", "default_col", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        binding.Params.RequiredNode("into", "the name of the column to define");
        var names = binding.Into("out");
        if (
            binding.Params.RequiredNode("cases", "a list of {when, then}") is null
            || binding.Params.List("cases") is not { } items
            || names is not [var name]
        )
            return;
        var conditions = new List<Func<Frame, int, bool>>();
        var choices = new List<Operand>();
        foreach (var item in items)
        {
            if (binding.Params.Section(item) is not { } map)
                continue;
            var condition = Condition.Read(
                binding,
                map.RequiredNode("when", "a condition {col, cmp, value}, or the name of a boolean column")
            );
            var choice = Choice(binding, map, "then", "then_col", item);
            map.Finish();
            if (condition is null || choice is null)
                continue;
            conditions.Add(condition);
            choices.Add(choice);
        }

        var hasDefault = binding.Params.Has("default") || binding.Params.Has("default_col");
        var otherwise = hasDefault
            ? Choice(binding, binding.Params, "default", "default_col", binding.Params.Map)
            : new Operand(Literal.Missing, ColumnType.Float64);
        if (choices.Count < items.Count || otherwise is null)
            return;
        if (Common(hasDefault ? [.. choices, otherwise] : choices) is not { } type)
        {
            binding.Fail(
                binding.Params.Node("cases"),
                "all cases and the default must give values of a like type: numbers, text, or true and false"
            );
            return;
        }

        var output = binding.Output(name, ColumnShape.Scalar(type));
        var (tests, values) = (conditions.ToArray(), choices.ToArray());
        binding.Stage(_ => new ChooseStage(
            output,
            (frame, row) =>
            {
                for (var i = 0; i < tests.Length; i++)
                {
                    if (tests[i](frame, row))
                        return values[i];
                }

                return otherwise;
            }
        ));
    }

    private static Operand? Choice(NodeBinding binding, MapReader map, string constantKey, string columnKey, DocumentNode at)
    {
        var (constant, column) = (map.Node(constantKey), map.Node(columnKey));
        if ((constant is null) == (column is null))
        {
            binding.Fail(at, $"expected either '{constantKey}' (a constant) or '{columnKey}' (a column)");
            return null;
        }

        if (column is not null)
        {
            if (binding.Column(column) is not { } found)
                return null;
            if (found.Shape.Layout == ColumnLayout.Scalar)
                return new Operand(found);
            binding.Fail(column, $"column '{found.Name}' is {found.Shape}; a case gives one value");
            return null;
        }

        if (Literal.Of(constant!) is { } literal)
            return new Operand(literal, ColumnType.Float64);
        binding.Fail(constant, $"expected a constant, found {constant!.Kind}");
        return null;
    }

    private static ColumnType? Common(IEnumerable<Operand> operands)
    {
        ColumnType? type = null;
        foreach (var operand in operands.Where(o => o.Constant is not { Type: null }))
        {
            var common = type is { } known ? Types.Common(known, operand.Type) : operand.Type;
            if (common is null)
                return null;
            type = common;
        }

        return type ?? ColumnType.Float64;
    }
}
