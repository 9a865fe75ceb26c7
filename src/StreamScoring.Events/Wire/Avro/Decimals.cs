using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using StreamScoring.Events.Columns;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>Decimal numbers: a big-endian two's complement integer over a power of ten.</summary>
internal static class Decimals
{
    private const int MostBytes = 16;

    /// <summary>Stores a decimal in an int64 (when it is one), float32 or float64 column, correctly rounded.</summary>
    public static Failure Store(ReadOnlySpan<byte> bytes, int scale, Column column, int row)
    {
        if (!TryReadUnscaled(bytes, out var unscaled))
            return Failure.DecimalTooWide;
        if (column.Shape.Type == ColumnType.Int64)
            return StoreInteger(unscaled, scale, column, row);

        // By way of text, because dividing by a power of ten rounds twice.
        Span<byte> text = stackalloc byte[64];
        unscaled.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        text[length++] = (byte)'E';
        (-scale).TryFormat(text[length..], out var exponent, provider: CultureInfo.InvariantCulture);
        text = text[..(length + exponent)];
        if (column.Shape.Type == ColumnType.Float32)
            Unsafe.As<ValueColumn<float>>(column).Set(row, float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
        else
            Unsafe.As<ValueColumn<double>>(column).Set(row, double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
        return Failure.None;
    }

    private static Failure StoreInteger(Int128 unscaled, int scale, Column column, int row)
    {
        for (; scale > 0 && unscaled != 0; scale--)
        {
            var (quotient, rest) = Int128.DivRem(unscaled, 10);
            if (rest != 0)
                return Failure.NotAnInteger;
            unscaled = quotient;
        }

        if (unscaled < long.MinValue || unscaled > long.MaxValue)
            return Failure.NotAnInteger;
        Unsafe.As<ValueColumn<long>>(column).Set(row, (long)unscaled);
        return Failure.None;
    }

    private static bool TryReadUnscaled(ReadOnlySpan<byte> bytes, out Int128 unscaled)
    {
        unscaled = 0;
        if (bytes.IsEmpty)
            return true;
        var sign = (bytes[0] & 0x80) != 0 ? (byte)0xFF : (byte)0;
        while (bytes.Length > MostBytes)
        {
            if (bytes[0] != sign || (bytes[1] & 0x80) != (sign & 0x80))
                return false;
            bytes = bytes[1..];
        }

        Span<byte> wide = stackalloc byte[MostBytes];
        wide.Fill(sign);
        bytes.CopyTo(wide[(MostBytes - bytes.Length)..]);
        unscaled = BinaryPrimitives.ReadInt128BigEndian(wide);
        return true;
    }
}
