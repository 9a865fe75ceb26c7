using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary>
/// <c>left op right</c> of two columns, or of a column and a constant: add, sub, mul, truediv, floordiv, mod, pow; text + text joins. Integers stay integers and wrap, as in NumPy,
/// except that <c>truediv</c>, and <c>floordiv</c> and <c>mod</c> by a column (which may hold 0), give float64. <c>form: method</c> is <c>left.floordiv(right)</c>, where
/// integers by 0 give 0; <c>fill_value</c> stands for a value that is missing on one side.
/// </summary>
internal static class Arith
{
    private static readonly string[] Functions = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow"];

    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "arith", ["fn", "left", "right", "value", "fill_value", "form", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        binding.Params.RequiredNode("fn", $"one of {string.Join(", ", Functions)}");
        var fn = binding.Params.Choice("fn", Functions);
        var left = Scalar(binding, binding.Input("left"), "left");
        var right = Right(binding, left?.Type);
        var isMethod =
            (binding.Params.Has("form") && binding.Params.Choice("form", "method") is not null) || binding.Params.Has("fill_value");
        var fill = binding.Params.Node("fill_value") is { } node ? Literal.Of(node) : Literal.Missing;
        if (binding.Into("out") is not [var name] || fn is null || left is null || right is null)
            return;
        if (fill is null or not { Type: null or ColumnType.Int64 or ColumnType.Float64 })
        {
            binding.Fail(binding.Params.Node("fill_value"), "'fill_value' must be a number");
            return;
        }

        if (left.Type == ColumnType.Text && right.Type == ColumnType.Text && fn == "add" && fill.IsMissing)
        {
            Join(binding, name, left, right);
            return;
        }

        if (!Types.IsNumber(left.Type) || !Types.IsNumber(right.Type))
        {
            binding.Fail(
                null,
                $"cannot compute {fn} of {ColumnShape.Name(left.Type)} and {ColumnShape.Name(right.Type)}; convert with astype, or take parts of a time with dt"
            );
            return;
        }

        var type = ResultType(fn, left, right, isMethod);
        var output = binding.Output(name, ColumnShape.Scalar(type));
        var (a, b) = (new Filled(left, fill), new Filled(right, fill));
        if (type == ColumnType.Int64)
            binding.Stage(_ => Integers(output, a, b, fn, binding.Node.Id));
        else
            binding.Stage(_ => Floats(output, a, b, fn));
    }

    private static Operand? Right(NodeBinding binding, ColumnType? left)
    {
        var (column, constant) = (binding.Params.Node("right"), binding.Params.Node("value"));
        if ((column is null) == (constant is null))
        {
            binding.Fail(null, "arith needs either 'right' (a column) or 'value' (a constant)");
            return null;
        }

        if (column is not null)
            return Scalar(binding, binding.Column(column), "right");
        if (Literal.Of(constant!) is { Type: not null } literal)
            return new Operand(literal.Beside(left ?? ColumnType.Float64), ColumnType.Float64);
        binding.Fail(constant, "'value' must be a constant");
        return null;
    }

    private static Operand? Scalar(NodeBinding binding, ColumnRef? column, string param)
    {
        if (column is null)
            return null;
        if (column.Shape.Layout == ColumnLayout.Scalar)
            return new Operand(column);
        binding.Fail(binding.Params.Node(param), $"column '{column.Name}' is {column.Shape}; arithmetic needs one value a row");
        return null;
    }

    private static ColumnType ResultType(string fn, Operand left, Operand right, bool isMethod)
    {
        if (left.Type == ColumnType.Int64 && right.Type == ColumnType.Int64)
        {
            if (fn == "truediv")
                return ColumnType.Float64;
            var mayDivideByZero = fn is "floordiv" or "mod" && !isMethod && right.Constant is not { Int: not 0 };
            return mayDivideByZero ? ColumnType.Float64 : ColumnType.Int64;
        }

        if (left.Type == ColumnType.Float32 && (right.Type == ColumnType.Float32 || right.Constant is not null))
            return ColumnType.Float32;
        return ColumnType.Float64;
    }

    private static RowStage Integers(ColumnRef output, Filled a, Filled b, string fn, string id)
    {
        Func<long, long, long> compute = fn switch
        {
            "add" => (x, y) => unchecked(x + y),
            "sub" => (x, y) => unchecked(x - y),
            "mul" => (x, y) => unchecked(x * y),
            "floordiv" => NumPyMath.FloorDivide,
            "mod" => NumPyMath.Modulo,
            _ => NumPyMath.Power,
        };
        var negativePower = NodeFaults.Of(id, "an integer to a negative integer power is not defined: convert one side to float64");
        return new RowStage(
            (frame, row) =>
            {
                if (!a.TryInt(frame, row, b, out var x) || !b.TryInt(frame, row, a, out var y))
                    return;
                if (fn == "pow" && y < 0)
                    frame.Faults[row] ??= negativePower;
                else
                    frame.Values<long>(output.Slot).Set(row, compute(x, y));
            }
        );
    }

    private static RowStage Floats(ColumnRef output, Filled a, Filled b, string fn)
    {
        Func<double, double, double> compute = fn switch
        {
            "add" => (x, y) => x + y,
            "sub" => (x, y) => x - y,
            "mul" => (x, y) => x * y,
            "truediv" => (x, y) => x / y,
            "floordiv" => NumPyMath.FloorDivide,
            "mod" => NumPyMath.Modulo,
            _ => Math.Pow,
        };
        var single = output.Shape.Type == ColumnType.Float32;
        return new RowStage(
            (frame, row) =>
            {
                if (!a.TryFloat(frame, row, b, out var x) || !b.TryFloat(frame, row, a, out var y))
                    return;
                var value = compute(x, y);
                if (single)
                    frame.Values<float>(output.Slot).Set(row, (float)value);
                else
                    frame.Values<double>(output.Slot).Set(row, value);
            }
        );
    }

    private static void Join(NodeBinding binding, string name, Operand left, Operand right)
    {
        var output = binding.Output(name, ColumnShape.Scalar(ColumnType.Text));
        binding.Stage(_ => new RowStage(
            (frame, row) =>
            {
                if (left.IsMissing(frame, row) || right.IsMissing(frame, row))
                    return;
                var (first, target) = (left.Text(frame, row).Length, frame.Text(output.Slot));
                var length = first + right.Text(frame, row).Length;
                var room = target.BeginSet(row, length);
                left.Text(frame, row).CopyTo(room);
                right.Text(frame, row).CopyTo(room[first..]);
                target.EndSet(row, length);
            }
        ));
    }

    /// <summary>An operand whose missing value is a constant as long as the other side has one.</summary>
    private sealed class Filled(Operand operand, Literal fill)
    {
        public bool TryInt(Frame frame, int row, Filled other, out long value)
        {
            var missing = operand.IsMissing(frame, row);
            value = missing ? fill.Int : operand.Int(frame, row);
            return !missing || other.CanFill(frame, row);
        }

        public bool TryFloat(Frame frame, int row, Filled other, out double value)
        {
            var missing = operand.IsMissing(frame, row);
            value = missing ? fill.Float : operand.Float(frame, row);
            return !missing || other.CanFill(frame, row);
        }

        private bool CanFill(Frame frame, int row) => !fill.IsMissing && !operand.IsMissing(frame, row);
    }
}
