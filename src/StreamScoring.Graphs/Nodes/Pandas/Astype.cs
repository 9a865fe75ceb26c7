using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary>
/// <c>Series.astype(dtype)</c>: int64, Int64 (a missing value stays), int32, int16, int8 (they wrap), float64, float32, bool, str. To int64 truncates; what cannot be converted, a missing value
/// among it, is a fault of the row, as pandas raises.
/// </summary>
internal static class Astype
{
    private static readonly string[] Names = ["int64", "Int64", "int32", "int16", "int8", "float64", "float32", "bool", "str"];

    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "astype", ["cols", "dtype", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        binding.Params.RequiredNode("dtype", $"one of {string.Join(", ", Names)}");
        var dtype = binding.Params.Choice("dtype", Names);
        if (PandasColumns.Read(binding) is not { } columns || dtype is null)
            return;
        var stages = new List<Func<Stage>>();
        foreach (var (input, name) in columns)
        {
            if (
                !binding.RequireScalar(
                    input,
                    binding.Params.Node("cols"),
                    ColumnType.Boolean,
                    ColumnType.Int64,
                    ColumnType.Float32,
                    ColumnType.Float64,
                    ColumnType.Text
                )
            )
                return;
            var output = binding.Output(name, ColumnShape.Scalar(TypeOf(dtype)), input);
            var value = new Operand(input);
            var id = binding.Node.Id;
            stages.Add(() => Stage(value, output, dtype, id, input.Name));
        }

        binding.Stage(_ => new EachStage([.. stages.Select(s => s())]));
    }

    private static ColumnType TypeOf(string dtype) =>
        dtype switch
        {
            "float64" => ColumnType.Float64,
            "float32" => ColumnType.Float32,
            "bool" => ColumnType.Boolean,
            "str" => ColumnType.Text,
            _ => ColumnType.Int64,
        };

    private static RowStage Stage(Operand value, ColumnRef output, string dtype, string id, string name) =>
        dtype switch
        {
            "bool" => new RowStage((frame, row) => frame.Values<bool>(output.Slot).Set(row, Truth(frame, row, value))),
            "str" => new RowStage((frame, row) => Text(frame, row, value, output.Slot)),
            "float64" or "float32" => Floats(value, output, id, name),
            _ => Integers(value, output, dtype, id, name),
        };

    // NaN is true and None false, as in Python.
    private static bool Truth(Frame frame, int row, Operand value) =>
        value.Type == ColumnType.Text
            ? !value.IsMissing(frame, row) && !value.Text(frame, row).IsEmpty
            : value.IsMissing(frame, row) || value.Float(frame, row) != 0;

    private static void Text(Frame frame, int row, Operand value, int slot)
    {
        var target = frame.Text(slot);
        if (value.Type == ColumnType.Text)
        {
            if (!value.IsMissing(frame, row))
                target.Set(row, value.Text(frame, row));
            return;
        }

        var room = target.BeginSet(row, PythonNumbers.MaxLength);
        var length = value.Type switch
        {
            ColumnType.Boolean when !value.IsMissing(frame, row) => PythonNumbers.Write(value.Bool(frame, row), room),
            ColumnType.Int64 when !value.IsMissing(frame, row) => PythonNumbers.Write(value.Int(frame, row), room),
            ColumnType.Float32 when !value.IsMissing(frame, row) => PythonNumbers.Write((float)value.Float(frame, row), room),
            _ => PythonNumbers.Write(value.IsMissing(frame, row) ? double.NaN : value.Float(frame, row), room),
        };
        target.EndSet(row, length);
    }

    private static RowStage Floats(Operand value, ColumnRef output, string id, string name)
    {
        var notANumber = NodeFaults.Of(id, $"a text in column '{name}' is no number");
        return new RowStage(
            (frame, row) =>
            {
                if (value.IsMissing(frame, row))
                    return;
                double number;
                if (value.Type != ColumnType.Text)
                    number = value.Float(frame, row);
                else if (!PythonNumbers.TryFloat(value.Text(frame, row), out number))
                {
                    frame.Faults[row] ??= notANumber;
                    return;
                }

                if (output.Shape.Type == ColumnType.Float64)
                    frame.Values<double>(output.Slot).Set(row, number);
                else
                    frame.Values<float>(output.Slot).Set(row, value.Type == ColumnType.Int64 ? value.Int(frame, row) : (float)number);
            }
        );
    }

    private static RowStage Integers(Operand value, ColumnRef output, string dtype, string id, string name)
    {
        var cannot = NodeFaults.Of(id, $"column '{name}' holds a value that cannot become {dtype}: fill missing values first");
        var keepsMissing = dtype == "Int64";
        return new RowStage(
            (frame, row) =>
            {
                if (value.IsMissing(frame, row))
                {
                    if (!keepsMissing)
                        frame.Faults[row] ??= cannot;
                }
                else if (TryInteger(frame, row, value, keepsMissing, out var number))
                    frame.Values<long>(output.Slot).Set(row, Narrow(number, dtype));
                else
                    frame.Faults[row] ??= cannot;
            }
        );
    }

    private static bool TryInteger(Frame frame, int row, Operand value, bool exactly, out long number)
    {
        number = 0;
        switch (value.Type)
        {
            case ColumnType.Text:
                return PythonNumbers.TryInteger(value.Text(frame, row), out number);
            case ColumnType.Float32 or ColumnType.Float64:
                var f = value.Float(frame, row);
                if (!(f >= -9223372036854775808.0 && f < 9223372036854775808.0) || (exactly && f != Math.Truncate(f)))
                    return false;
                number = (long)f;
                return true;
            default:
                number = value.Int(frame, row);
                return true;
        }
    }

    private static long Narrow(long value, string dtype) =>
        dtype switch
        {
            "int32" => unchecked((int)value),
            "int16" => unchecked((short)value),
            "int8" => unchecked((sbyte)value),
            _ => value,
        };
}
