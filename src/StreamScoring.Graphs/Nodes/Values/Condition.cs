using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>
/// A condition on a row: <c>{col, cmp, value}</c> or <c>{col, cmp, other_col}</c> with eq, ne, lt, le, gt, ge; <c>contains</c> searches a text in a text (with
/// <c>regex: true</c> a pattern); the name of a boolean column alone asks for true. A missing value makes every comparison false except <c>ne</c>, as in pandas.
/// </summary>
internal static class Condition
{
    /// <summary>The comparisons.</summary>
    public static IReadOnlyList<string> Comparisons { get; } = ["eq", "ne", "lt", "le", "gt", "ge"];

    /// <summary>Reads a condition from a node of the parameters: a map, or the name of a boolean column. Null when it is wrong.</summary>
    public static Func<Frame, int, bool>? Read(NodeBinding binding, DocumentNode? node)
    {
        if (node is DocumentScalar)
        {
            if (binding.Column(node) is not { } flag || !binding.RequireScalar(flag, node, ColumnType.Boolean))
                return null;
            var operand = new Operand(flag);
            return (frame, row) => !operand.IsMissing(frame, row) && operand.Bool(frame, row);
        }

        if (node is null || binding.Params.Section(node) is not { } map)
            return null;
        var condition = Read(binding, map, true);
        map.Finish();
        return condition;
    }

    /// <summary>Reads the keys of a condition. Asks for all of them.</summary>
    public static Func<Frame, int, bool>? Read(NodeBinding binding, MapReader map, bool withSearch)
    {
        var column = binding.Column(map.RequiredNode("col", "the name of a column"));
        map.RequiredNode("cmp", $"one of {string.Join(", ", Comparisons)}");
        var cmp = map.Choice("cmp", withSearch ? [.. Comparisons, "contains"] : Comparisons);
        var (value, other) = (map.Node("value"), map.Node("other_col"));
        var regex = withSearch ? map.Flag("regex") : null;
        if (column is null || cmp is null)
            return null;
        if ((value is null) == (other is null))
        {
            binding.Fail(map.Map, "a condition needs either 'value' (a constant) or 'other_col' (a column)");
            return null;
        }

        if (column.Shape.Layout != ColumnLayout.Scalar)
        {
            binding.Fail(map.Map["col"], $"column '{column.Name}' is {column.Shape}; a condition needs one value a row");
            return null;
        }

        if (cmp == "contains")
            return Search(binding, column, map, value, regex ?? false);
        var left = new Operand(column);
        var right = other is not null
            ? (binding.Column(other) is { Shape.Layout: ColumnLayout.Scalar } second ? new Operand(second) : null)
            : (Literal.Of(value!) is { } constant ? new Operand(constant.Beside(left.Type), left.Type) : null);
        if (right is null)
        {
            if (value is not null)
                binding.Fail(value, "a condition compares with one value, not with a list or map");
            return null;
        }

        if (Comparer(left.Type, right.Type) is { } comparer)
            return Compare(left, right, cmp, comparer);
        binding.Fail(
            value ?? other,
            $"column '{column.Name}' is {column.Shape} and cannot be compared with {ColumnShape.Name(right.Type)}"
        );
        return null;
    }

    private static Func<Frame, int, bool>? Search(NodeBinding binding, ColumnRef column, MapReader map, DocumentNode? value, bool regex)
    {
        if (!binding.RequireScalar(column, map.Map["col"], ColumnType.Text))
            return null;
        if (value is null || map.Text(value) is not { } text)
        {
            if (value is null)
                binding.Fail(map.Map, "'contains' needs 'value', the text to search");
            return null;
        }

        if (TextSearch.Compile(text, regex, true, out var error) is not { } search)
        {
            binding.Fail(value, error);
            return null;
        }

        var input = new Operand(column);
        return (frame, row) => !input.IsMissing(frame, row) && search.IsIn(input.Text(frame, row));
    }

    private delegate int RowComparer(Frame frame, int row, Operand left, Operand right);

    private static RowComparer? Comparer(ColumnType left, ColumnType right) =>
        (left, right) switch
        {
            (ColumnType.Text, ColumnType.Text) => (frame, row, a, b) => a.Text(frame, row).SequenceCompareTo(b.Text(frame, row)),


            (ColumnType.Int64, ColumnType.Int64)
            or
            (ColumnType.Timestamp, ColumnType.Timestamp)
            or (ColumnType.Boolean, ColumnType.Boolean or ColumnType.Int64) => (frame, row, a, b) =>
                a.Int(frame, row).CompareTo(b.Int(frame, row)),
            _ when Types.IsNumber(left) && Types.IsNumber(right) => (frame, row, a, b) =>
                a.Float(frame, row).CompareTo(b.Float(frame, row)),
            _ => null,
        };

    private static Func<Frame, int, bool> Compare(Operand left, Operand right, string cmp, RowComparer comparer)
    {
        Func<int, bool> holds = cmp switch
        {
            "eq" => c => c == 0,
            "ne" => c => c != 0,
            "lt" => c => c < 0,
            "le" => c => c <= 0,
            "gt" => c => c > 0,
            _ => c => c >= 0,
        };
        var ifMissing = cmp == "ne";
        // By far the most common condition in graphs over events: a text that is, or is not, a constant.
        if (left.Type == ColumnType.Text && cmp is "eq" or "ne" && right.Constant is { Type: ColumnType.Text, Utf8: var text })
            return (frame, row) => left.IsMissing(frame, row) ? ifMissing : left.Text(frame, row).SequenceEqual(text) != ifMissing;
        return (frame, row) =>
            left.IsMissing(frame, row) || right.IsMissing(frame, row) ? ifMissing : holds(comparer(frame, row, left, right));
    }
}
