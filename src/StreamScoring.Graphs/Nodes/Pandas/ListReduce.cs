using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary>
/// One value from the list of a row, as <c>series.explode().groupby(level=0)</c> would give: len counts all items; sum, mean, min, max, first and last leave out
/// missing ones. A row without a list is missing. <c>min_count</c> (for sum, default 0) is how many values there must be, else the result is missing. Sums run from left to right.
/// </summary>
internal static class ListReduce
{
    private static readonly string[] Functions = ["len", "sum", "mean", "min", "max", "first", "last"];

    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "list", ["cols", "fn", "min_count", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        binding.Params.RequiredNode("fn", $"one of {string.Join(", ", Functions)}");
        var fn = binding.Params.Choice("fn", Functions);
        var minCount = binding.Params.Integer("min_count", 0, int.MaxValue) ?? 0;
        var input = binding.Input("cols");
        if (input is null || fn is null || binding.Into(input.Name) is not [var name])
            return;
        if (input.Shape.Layout != ColumnLayout.List)
        {
            binding.Fail(binding.Params.Node("cols"), $"column '{input.Name}' is {input.Shape}, expected a list");
            return;
        }

        if (fn is "sum" or "mean" or "min" or "max" && !Types.IsNumber(input.Shape.Type))
        {
            binding.Fail(binding.Params.Node("fn"), $"column '{input.Name}' is {input.Shape}: {fn} needs numbers");
            return;
        }

        var output = binding.Output(name, ColumnShape.Scalar(ResultType(fn, input.Shape.Type)));
        var pick = fn switch
        {
            "first" or "last" => Pick(input, output, fn == "last"),
            "len" => (frame, row) => Count(frame, row, input.Slot, output.Slot),
            _ when output.Shape.Type == ColumnType.Int64 => Integers(input, output, fn, minCount),
            _ => Floats(input, output, fn, minCount),
        };
        binding.Stage(_ => new RowStage(pick));
    }

    private static ColumnType ResultType(string fn, ColumnType item) =>
        fn switch
        {
            "len" => ColumnType.Int64,
            "mean" => ColumnType.Float64,
            "sum" or "min" or "max" when item == ColumnType.Float32 => ColumnType.Float64,
            _ => item,
        };

    private static void Count(Frame frame, int row, int input, int output)
    {
        var list = frame.List(input);
        if (!list.IsNull(row))
            frame.Values<long>(output).Set(row, list.Range(row).Length);
    }

    private static Action<Frame, int> Integers(ColumnRef input, ColumnRef output, string fn, long minCount) =>
        (frame, row) =>
        {
            var list = frame.List(input.Slot);
            if (list.IsNull(row))
                return;
            var items = (ValueColumn<long>)list.Items;
            var (start, length) = list.Range(row);
            var (count, result) = (0L, 0L);
            for (var i = start; i < start + length; i++)
            {
                if (items.IsNull(i))
                    continue;
                result =
                    fn == "sum" ? unchecked(result + items[i])
                    : count == 0 || (fn == "min" ? items[i] < result : items[i] > result) ? items[i]
                    : result;
                count++;
            }

            if (count >= (fn == "sum" ? minCount : 1))
                frame.Values<long>(output.Slot).Set(row, result);
        };

    private static Action<Frame, int> Floats(ColumnRef input, ColumnRef output, string fn, long minCount) =>
        (frame, row) =>
        {
            var list = frame.List(input.Slot);
            if (list.IsNull(row))
                return;
            var (start, length) = list.Range(row);
            var (count, result) = (0L, 0.0);
            for (var i = start; i < start + length; i++)
            {
                if (list.Items.IsNull(i))
                    continue;
                var value = list.Items switch
                {
                    ValueColumn<double> doubles => doubles[i],
                    ValueColumn<float> floats => floats[i],
                    _ => ((ValueColumn<long>)list.Items)[i],
                };
                if (double.IsNaN(value))
                    continue;
                result =
                    fn is "sum" or "mean" ? result + value
                    : count == 0 || (fn == "min" ? value < result : value > result) ? value
                    : result;
                count++;
            }

            if (count >= (fn == "sum" ? minCount : 1))
                frame.Values<double>(output.Slot).Set(row, fn == "mean" ? result / count : result);
        };

    private static Action<Frame, int> Pick(ColumnRef input, ColumnRef output, bool last) =>
        (frame, row) =>
        {
            var list = frame.List(input.Slot);
            var (start, length) = list.Range(row);
            for (var i = 0; i < length; i++)
            {
                var item = last ? start + length - 1 - i : start + i;
                if (list.Items.IsNull(item))
                    continue;
                switch (list.Items)
                {
                    case TextColumn texts:
                        frame.Text(output.Slot).Set(row, texts[item]);
                        return;
                    case ValueColumn<long> longs:
                        frame.Values<long>(output.Slot).Set(row, longs[item]);
                        return;
                    case ValueColumn<bool> booleans:
                        frame.Values<bool>(output.Slot).Set(row, booleans[item]);
                        return;
                    case ValueColumn<double> doubles when !double.IsNaN(doubles[item]):
                        frame.Values<double>(output.Slot).Set(row, doubles[item]);
                        return;
                    case ValueColumn<float> floats when !float.IsNaN(floats[item]):
                        frame.Values<float>(output.Slot).Set(row, floats[item]);
                        return;
                }
            }
        };
}
