using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>Reads one value into a row of a column, converting as <see cref="Conversions.Exists"/> allows.</summary>
internal static class ValueReader
{
    private const long NsPerMs = 1_000_000;
    private const long NsPerDay = 86_400_000_000_000;

    /// <summary>The place after the value, or a <see cref="Failure"/>.</summary>
    public static int Read(AvroType type, ReadOnlySpan<byte> data, int at, Column column, int row, DecodeLimits limits)
    {
        ReadOnlySpan<byte> bytes;
        switch (type.Kind)
        {
            case AvroKind.Text:
                at = Spans.ReadText(data, at, out bytes);
                return at < 0 ? at : After(at, StoreText(bytes, column, row, limits));
            case AvroKind.Int or AvroKind.Long or AvroKind.TimeMillis or AvroKind.TimeMicros or AvroKind.Date or AvroKind.Instant:
                return ReadInteger(type, data, at, column, row);
            case AvroKind.Double:
                if (data.Length - at < sizeof(double))
                    return (int)Failure.CutOff;
                return After(at + sizeof(double), StoreNumber(BinaryPrimitives.ReadDoubleLittleEndian(data[at..]), column, row));
            case AvroKind.Float:
                if (data.Length - at < sizeof(float))
                    return (int)Failure.CutOff;
                return After(at + sizeof(float), StoreNumber(BinaryPrimitives.ReadSingleLittleEndian(data[at..]), column, row));
            case AvroKind.Boolean:
                if (data.Length - at < 1)
                    return (int)Failure.CutOff;
                if (data[at] > 1)
                    return (int)Failure.BadBoolean;
                Of<bool>(column).Set(row, data[at] != 0);
                return at + 1;
            case AvroKind.Enum:
                at = Varint.Read(data, at, out var index);
                if (at < 0)
                    return (int)Failure.BadInteger;
                return (ulong)index < (ulong)type.Symbols.Length
                    ? After(at, StoreText(type.Symbols[index], column, row, limits))
                    : (int)Failure.BadSymbol;
            case AvroKind.Bytes:
                at = Spans.ReadText(data, at, out bytes);
                return at < 0 ? at : After(at, StoreText(bytes, column, row, limits));
            case AvroKind.DecimalBytes:
                at = Spans.ReadBytes(data, at, out bytes);
                return at < 0 ? at : After(at, Decimals.Store(bytes, type.Scale, column, row));
            case AvroKind.DecimalFixed:
                if (data.Length - at < type.Size)
                    return (int)Failure.CutOff;
                return After(at + type.Size, Decimals.Store(data.Slice(at, type.Size), type.Scale, column, row));
            default:
                return (int)Failure.WrongType;
        }
    }

    /// <summary>Stores a number in an int64 (when it is one), float32 or float64 column.</summary>
    public static Failure StoreNumber(double value, Column column, int row)
    {
        switch (column.Shape.Type)
        {
            case ColumnType.Float64:
                Of<double>(column).Set(row, value);
                return Failure.None;
            case ColumnType.Float32:
                if (double.IsFinite(value) && !float.IsFinite((float)value))
                    return Failure.BeyondFloat32;
                Of<float>(column).Set(row, (float)value);
                return Failure.None;
            default:
                if (!(value >= long.MinValue && value < -(double)long.MinValue) || value != Math.Floor(value))
                    return Failure.NotAnInteger;
                Of<long>(column).Set(row, (long)value);
                return Failure.None;
        }
    }

    private static int ReadInteger(AvroType type, ReadOnlySpan<byte> data, int at, Column column, int row)
    {
        at = Varint.Read(data, at, out var value);
        if (at < 0)
            return (int)Failure.BadInteger;
        switch (type.Kind)
        {
            case AvroKind.Instant:
                return After(at, StoreInstant(value, type.UnitNs, column, row));
            case AvroKind.Long or AvroKind.TimeMicros:
                return After(at, StoreInteger(value, column, row));
        }

        if (value != (int)value)
            return (int)Failure.IntTooLarge;
        return After(at, type.Kind == AvroKind.Date ? StoreInstant(value, NsPerDay, column, row) : StoreInteger(value, column, row));
    }

    private static Failure StoreInteger(long value, Column column, int row)
    {
        switch (column.Shape.Type)
        {
            case ColumnType.Int64:
                Of<long>(column).Set(row, value);
                return Failure.None;
            case ColumnType.Float64:
                Of<double>(column).Set(row, value);
                return Failure.None;
            case ColumnType.Float32:
                Of<float>(column).Set(row, value);
                return Failure.None;
            default:
                return StoreInstant(value, NsPerMs, column, row);
        }
    }

    /// <summary>An instant as a number is in ms, as plain longs of XDM are, whatever the writer's unit.</summary>
    private static Failure StoreInstant(long value, long unitNs, Column column, int row)
    {
        if (column.Shape.Type == ColumnType.Int64)
        {
            if (unitNs < NsPerMs)
                Of<long>(column).Set(row, FloorDivide(value, NsPerMs / unitNs));
            else if (value > long.MaxValue / (unitNs / NsPerMs) || value < long.MinValue / (unitNs / NsPerMs))
                return Failure.BadTime;
            else
                Of<long>(column).Set(row, value * (unitNs / NsPerMs));
            return Failure.None;
        }

        // The lowest value stands for "not a time" in pandas and is refused everywhere.
        if (value > long.MaxValue / unitNs || value < long.MinValue / unitNs || value == long.MinValue)
            return Failure.BadTime;
        if (column.Shape.Type == ColumnType.Timestamp)
        {
            Of<long>(column).Set(row, value * unitNs);
            return Failure.None;
        }

        var text = Unsafe.As<TextColumn>(column);
        var length = TimeText.Write(text.BeginSet(row, TimeText.MaxBytes), value * unitNs);
        text.EndSet(row, length);
        return Failure.None;
    }

    private static Failure StoreText(ReadOnlySpan<byte> text, Column column, int row, DecodeLimits limits)
    {
        if (column.Shape.Type == ColumnType.Text)
        {
            if (text.Length > limits.MaxTextBytes)
                return Failure.TextTooLong;
            Unsafe.As<TextColumn>(column).Set(row, text);
            return Failure.None;
        }

        if (!XdmTime.TryParse(text, out var ns))
            return Failure.BadTime;
        Of<long>(column).Set(row, ns);
        return Failure.None;
    }

    private static long FloorDivide(long value, long divisor)
    {
        var (quotient, rest) = Math.DivRem(value, divisor);
        return rest < 0 ? quotient - 1 : quotient;
    }

    private static int After(int at, Failure failure) => failure == Failure.None ? at : (int)failure;

    // The program was compiled for columns of these very types.
    private static ValueColumn<T> Of<T>(Column column)
        where T : unmanaged => Unsafe.As<ValueColumn<T>>(column);
}
