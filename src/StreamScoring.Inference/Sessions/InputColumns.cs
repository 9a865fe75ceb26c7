using System.Numerics;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Inference.Sessions;

/// <summary>Chooses the conversion from a column to a tensor.</summary>
internal static class InputColumns
{
    /// <summary>Null when the column's type does not go into the tensor: text into numbers, numbers into text or bool, lists into anything.</summary>
    public static InputColumn? Create(Column column, TensorType type, int offset, int rowSize) =>
        column switch
        {
            ValueColumn<float> c => Number(c, type, offset, rowSize),
            ValueColumn<double> c => Number(c, type, offset, rowSize),
            ValueColumn<long> c => Number(c, type, offset, rowSize),
            ValueColumn<bool> c => Boolean(c, type, offset, rowSize),
            TextColumn c when type == TensorType.Text => new TextInput(c, offset, rowSize),
            _ => null,
        };

    private static InputColumn? Number<T>(ValueColumn<T> c, TensorType type, int offset, int rowSize)
        where T : unmanaged, INumber<T> =>
        type switch
        {
            TensorType.Float32 => new ValueInput<T, float, ToFloat<T, float>>(c, offset, rowSize),
            TensorType.Float64 => new ValueInput<T, double, ToFloat<T, double>>(c, offset, rowSize),
            TensorType.Float16 => new ValueInput<T, Half, ToFloat<T, Half>>(c, offset, rowSize),
            TensorType.BFloat16 => new ValueInput<T, ushort, ToBFloat16<T>>(c, offset, rowSize),
            TensorType.Int8 => new ValueInput<T, sbyte, ToInteger<T, sbyte>>(c, offset, rowSize),
            TensorType.Int16 => new ValueInput<T, short, ToInteger<T, short>>(c, offset, rowSize),
            TensorType.Int32 => new ValueInput<T, int, ToInteger<T, int>>(c, offset, rowSize),
            TensorType.Int64 => new ValueInput<T, long, ToInteger<T, long>>(c, offset, rowSize),
            TensorType.UInt8 => new ValueInput<T, byte, ToInteger<T, byte>>(c, offset, rowSize),
            TensorType.UInt16 => new ValueInput<T, ushort, ToInteger<T, ushort>>(c, offset, rowSize),
            TensorType.UInt32 => new ValueInput<T, uint, ToInteger<T, uint>>(c, offset, rowSize),
            TensorType.UInt64 => new ValueInput<T, ulong, ToInteger<T, ulong>>(c, offset, rowSize),
            _ => null,
        };

    private static InputColumn? Boolean(ValueColumn<bool> c, TensorType type, int offset, int rowSize) =>
        type switch
        {
            TensorType.Boolean => new ValueInput<bool, bool, SameBoolean>(c, offset, rowSize),
            TensorType.Float32 => new ValueInput<bool, float, FromBoolean<float>>(c, offset, rowSize),
            TensorType.Float64 => new ValueInput<bool, double, FromBoolean<double>>(c, offset, rowSize),
            TensorType.Float16 => new ValueInput<bool, Half, FromBoolean<Half>>(c, offset, rowSize),
            TensorType.BFloat16 => new ValueInput<bool, ushort, BooleanToBFloat16>(c, offset, rowSize),
            TensorType.Int8 => new ValueInput<bool, sbyte, FromBoolean<sbyte>>(c, offset, rowSize),
            TensorType.Int16 => new ValueInput<bool, short, FromBoolean<short>>(c, offset, rowSize),
            TensorType.Int32 => new ValueInput<bool, int, FromBoolean<int>>(c, offset, rowSize),
            TensorType.Int64 => new ValueInput<bool, long, FromBoolean<long>>(c, offset, rowSize),
            TensorType.UInt8 => new ValueInput<bool, byte, FromBoolean<byte>>(c, offset, rowSize),
            TensorType.UInt16 => new ValueInput<bool, ushort, FromBoolean<ushort>>(c, offset, rowSize),
            TensorType.UInt32 => new ValueInput<bool, uint, FromBoolean<uint>>(c, offset, rowSize),
            TensorType.UInt64 => new ValueInput<bool, ulong, FromBoolean<ulong>>(c, offset, rowSize),
            _ => null,
        };
}
