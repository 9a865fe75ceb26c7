using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>A scalar column or a constant, read row by row. A null and a NaN are both a missing value, as they are in pandas.</summary>
internal sealed class Operand
{
    private readonly int _slot;
    private readonly Literal? _constant;

    /// <summary>Reads a scalar column.</summary>
    public Operand(ColumnRef column) => (_slot, Type) = (column.Slot, column.Shape.Type);

    /// <summary>Gives a constant. A missing one has the type that its reader wants.</summary>
    public Operand(Literal constant, ColumnType ifMissing) => (_constant, Type) = (constant, constant.Type ?? ifMissing);

    /// <summary>The type of its values.</summary>
    public ColumnType Type { get; }

    /// <summary>The constant, or null for a column.</summary>
    public Literal? Constant => _constant;

    /// <summary>Whether the row has no value.</summary>
    public bool IsMissing(Frame frame, int row)
    {
        if (_constant is not null)
            return _constant.IsMissing;
        if (frame[_slot].IsNull(row))
            return true;
        return Type switch
        {
            ColumnType.Float64 => double.IsNaN(frame.Values<double>(_slot)[row]),
            ColumnType.Float32 => float.IsNaN(frame.Values<float>(_slot)[row]),
            _ => false,
        };
    }

    /// <summary>The value of a boolean row that is not missing.</summary>
    public bool Bool(Frame frame, int row) => _constant?.Bool ?? frame.Values<bool>(_slot)[row];

    /// <summary>The value of an integer, timestamp or boolean row that is not missing.</summary>
    public long Int(Frame frame, int row)
    {
        if (_constant is not null)
            return _constant.Int;
        if (Type == ColumnType.Boolean)
            return frame.Values<bool>(_slot)[row] ? 1 : 0;
        return frame.Values<long>(_slot)[row];
    }

    /// <summary>The value of a numeric or boolean row that is not missing, as a float; integers round to nearest.</summary>
    public double Float(Frame frame, int row)
    {
        if (_constant is not null)
            return _constant.Float;
        return Type switch
        {
            ColumnType.Float64 => frame.Values<double>(_slot)[row],
            ColumnType.Float32 => frame.Values<float>(_slot)[row],
            ColumnType.Boolean => frame.Values<bool>(_slot)[row] ? 1 : 0,
            _ => frame.Values<long>(_slot)[row],
        };
    }

    /// <summary>The UTF-8 bytes of a text row that is not missing.</summary>
    public ReadOnlySpan<byte> Text(Frame frame, int row) => _constant is not null ? _constant.Utf8 : frame.Text(_slot)[row];
}
