using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using StreamScoring.Events.Columns;

namespace StreamScoring.Inference.Sessions;

/// <summary>One column as a part of the rows of an input tensor.</summary>
internal abstract class InputColumn(Column column, int offset, int rowSize)
{
    /// <summary>Where its values begin in a row of the tensor, and how long that row is.</summary>
    protected int Offset => offset;

    protected int RowSize => rowSize;

    /// <summary>Whether <see cref="Refusal"/> can ever say anything.</summary>
    public abstract bool CanRefuse { get; }

    /// <summary>Why the row cannot be fed, or null.</summary>
    public abstract string? Refusal(int row);

    /// <summary>Writes the column's values of <paramref name="rows"/> as the tensor's rows 0, 1, 2, …</summary>
    public abstract unsafe void Gather(ReadOnlySpan<int> rows, void* data, OrtValue tensor);

    protected Column Column => column;
}

/// <summary>A column of fixed-size values.</summary>
internal sealed class ValueInput<TFrom, TTo, TCast>(ValueColumn<TFrom> column, int offset, int rowSize)
    : InputColumn(column, offset, rowSize)
    where TFrom : unmanaged
    where TTo : unmanaged
    where TCast : struct, ICast<TFrom, TTo>
{
    public override bool CanRefuse => TCast.RefusesNull || !TCast.IsTotal;

    public override string? Refusal(int row)
    {
        if (column.IsNull(row))
            return TCast.RefusesNull ? "a value is missing, and integer and boolean tensors have no room for that" : null;
        if (TCast.IsTotal)
            return null;
        foreach (var value in column.Vector(row))
        {
            if (!TCast.Fits(value))
                return $"a value is no whole number in the range of {typeof(TTo).Name}";
        }

        return null;
    }

    public override unsafe void Gather(ReadOnlySpan<int> rows, void* data, OrtValue tensor)
    {
        var to = (TTo*)data + Offset;
        var width = column.Shape.Width;
        ReadOnlySpan<bool> valid = column.Valid;
        ReadOnlySpan<TFrom> values = column.Values;
        foreach (var row in rows)
        {
            if (!valid[row])
            {
                new Span<TTo>(to, width).Fill(TCast.Null);
            }
            else if (width == 1)
            {
                *to = TCast.Cast(values[row]);
            }
            else
            {
                var from = values.Slice(row * width, width);
                if (typeof(TFrom) == typeof(TTo))
                {
                    // A cast to the same type changes nothing, so the bytes are copied.
                    MemoryMarshal.Cast<TFrom, TTo>(from).CopyTo(new Span<TTo>(to, width));
                    to += RowSize;
                    continue;
                }

                for (var i = 0; i < from.Length; i++)
                    to[i] = TCast.Cast(from[i]);
            }

            to += RowSize;
        }
    }
}

/// <summary>A column of texts; null is the empty text.</summary>
internal sealed class TextInput(TextColumn column, int offset, int rowSize) : InputColumn(column, offset, rowSize)
{
    public override bool CanRefuse => false;

    public override string? Refusal(int row) => null;

    public override unsafe void Gather(ReadOnlySpan<int> rows, void* data, OrtValue tensor)
    {
        var width = column.Shape.Width;
        for (var i = 0; i < rows.Length; i++)
        {
            // By length, never up to a NUL: U+0000 is a character like any other.
            for (var j = 0; j < width; j++)
                tensor.StringTensorSetElementAt(column.IsNull(rows[i]) ? default : column.Element(rows[i], j), (i * RowSize) + Offset + j);
        }
    }
}
