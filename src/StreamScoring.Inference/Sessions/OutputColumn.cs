using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Inference.Sessions;

/// <summary>The column that takes an output tensor.</summary>
internal abstract class OutputColumn
{
    /// <summary>Writes the tensor's rows 0, 1, 2, … to <paramref name="rows"/> of the column.</summary>
    public abstract unsafe void Scatter(ReadOnlySpan<int> rows, void* data, OrtValue tensor);

    /// <summary>Null when the column cannot take the tensor's values without loss.</summary>
    public static OutputColumn? Create(Column target, TensorType type) =>
        (target, type) switch
        {
            (ValueColumn<float> c, TensorType.Float32) => new ValueOutput<float, float, ToFloat<float, float>>(c),
            (ValueColumn<float> c, TensorType.Float16) => new ValueOutput<Half, float, ToFloat<Half, float>>(c),
            (ValueColumn<float> c, TensorType.BFloat16) => new ValueOutput<ushort, float, FromBFloat16<float>>(c),
            (ValueColumn<double> c, TensorType.Float32) => new ValueOutput<float, double, ToFloat<float, double>>(c),
            (ValueColumn<double> c, TensorType.Float16) => new ValueOutput<Half, double, ToFloat<Half, double>>(c),
            (ValueColumn<double> c, TensorType.BFloat16) => new ValueOutput<ushort, double, FromBFloat16<double>>(c),
            (ValueColumn<double> c, TensorType.Float64) => new ValueOutput<double, double, ToFloat<double, double>>(c),
            (ValueColumn<bool> c, TensorType.Boolean) => new ValueOutput<bool, bool, SameBoolean>(c),
            (TextColumn c, TensorType.Text) => new TextOutput(c),
            (ValueColumn<long> { Shape.Type: ColumnType.Int64 } c, _) => Integer(c, type),
            _ => null,
        };

    private static OutputColumn? Integer(ValueColumn<long> c, TensorType type) =>
        type switch
        {
            TensorType.Int8 => Integer<sbyte>(c),
            TensorType.Int16 => Integer<short>(c),
            TensorType.Int32 => Integer<int>(c),
            TensorType.Int64 => Integer<long>(c),
            TensorType.UInt8 => Integer<byte>(c),
            TensorType.UInt16 => Integer<ushort>(c),
            TensorType.UInt32 => Integer<uint>(c),
            TensorType.UInt64 => Integer<ulong>(c),
            _ => null,
        };

    private static ValueOutput<T, long, ToInteger<T, long>> Integer<T>(ValueColumn<long> c)
        where T : unmanaged, INumber<T> => new(c);
}

/// <summary>Fixed-size values; uint64 stands in an int64 column as the same bits.</summary>
internal sealed class ValueOutput<TFrom, TTo, TCast>(ValueColumn<TTo> column) : OutputColumn
    where TFrom : unmanaged
    where TTo : unmanaged
    where TCast : struct, ICast<TFrom, TTo>
{
    public override unsafe void Scatter(ReadOnlySpan<int> rows, void* data, OrtValue tensor)
    {
        var from = (TFrom*)data;
        foreach (var row in rows)
        {
            var to = column.SetVector(row);
            for (var i = 0; i < to.Length; i++)
                to[i] = TCast.Cast(from[i]);
            from += to.Length;
        }
    }
}

/// <summary>Texts, by length.</summary>
internal sealed class TextOutput(TextColumn column) : OutputColumn
{
    public override unsafe void Scatter(ReadOnlySpan<int> rows, void* data, OrtValue tensor)
    {
        var index = 0;
        foreach (var row in rows)
        {
            for (var j = 0; j < column.Shape.Width; j++)
                column.SetElement(row, j, tensor.GetStringElementAsSpan(index++));
        }
    }
}
