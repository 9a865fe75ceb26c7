using System.Globalization;
using System.Runtime.CompilerServices;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Events.Wire.Json;

/// <summary>
/// Arrays read whole into one row of a vector column, the hottest loop for models that take images or embeddings. An array of another length, or with an
/// item that the column cannot hold (null included), is a fault.
/// </summary>
internal static class JsonVectors
{
    /// <summary>Reads the array at the cursor. False only when the text is malformed; what else is wrong comes back in <paramref name="problem"/>.</summary>
    public static bool Read(
        ref JsonCursor cursor,
        int depth,
        JsonColumnWriter writer,
        int slot,
        DecodeLimits limits,
        out (FaultCode Code, string Message) problem
    )
    {
        problem = default;
        var (column, row) = writer.Vector(slot);
        var width = column.Shape.Width;
        if (depth >= cursor.MaxDepth)
            return JsonSkipper.FailDepth(ref cursor);
        cursor.Position++;
        var count = 0;
        var isClosed = cursor.Peek() == ']';
        if (isClosed)
            cursor.Position++;
        else if (column is ValueColumn<float> singles && !ReadNumbers(ref cursor, singles.Vector(row), ref count, ref isClosed))
            return false;
        else if (column is ValueColumn<double> doubles && !ReadNumbers(ref cursor, doubles.Vector(row), ref count, ref isClosed))
            return false;
        while (!isClosed)
        {
            var next = cursor.Peek();
            var isRead = count < width && problem.Code == FaultCode.None;
            if (
                !(
                    isRead
                        ? ReadItem(ref cursor, next, depth + 1, writer, slot, count, limits, out problem)
                        : JsonSkipper.Skip(ref cursor, next, depth + 1)
                )
            )
                return false;
            count++;
            if (!PassSeparator(ref cursor, ref isClosed))
                return false;
        }

        if (problem.Code == FaultCode.None && count != width)
            problem = (
                FaultCode.TypeMismatch,
                string.Create(CultureInfo.InvariantCulture, $"an array of {count} items stands where {column.Shape} needs {width}")
            );
        else if (problem.Code == FaultCode.None)
            column.Valid[row] = true;
        return true;
    }

    /// <summary>Reads items up to the first that is no number in range, which is left to be read again by <see cref="ReadItem"/>.</summary>
    private static bool ReadNumbers<T>(ref JsonCursor cursor, Span<T> target, ref int count, ref bool isClosed)
        where T : unmanaged
    {
        // The place is kept here, since each trip through the cursor's memory would delay the next number.
        var at = cursor.Position;
        for (; count < target.Length && !isClosed; count++)
        {
            if (at >= cursor.Length || cursor.At(at) is not ((byte)'-' or (>= (byte)'0' and <= (byte)'9')))
            {
                cursor.Position = at;
                if (cursor.Peek() is not ((byte)'-' or (>= (byte)'0' and <= (byte)'9')))
                    return true;
                at = cursor.Position;
            }

            if (typeof(T) != typeof(float) || !JsonShortFractions.TryRead(ref cursor, ref at, out Unsafe.As<T, float>(ref target[count])))
            {
                if (!JsonNumber.TryRead(ref cursor, at, out var number))
                    return false;
                var fits =
                    typeof(T) == typeof(float)
                        ? JsonNumbers.TryToFloat32(cursor.Text, number, out Unsafe.As<T, float>(ref target[count]))
                        : JsonNumbers.TryToFloat64(cursor.Text, number, out Unsafe.As<T, double>(ref target[count]));
                if (!fits)
                    break;
                at = number.End;
            }

            if (at < cursor.Length && cursor.At(at) == ',')
            {
                at++;
                continue;
            }

            cursor.Position = at;
            if (!PassSeparator(ref cursor, ref isClosed))
                return false;
            at = cursor.Position;
        }

        cursor.Position = at;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool PassSeparator(ref JsonCursor cursor, ref bool isClosed)
    {
        var next = cursor.Peek();
        isClosed = next == ']';
        if (!isClosed && next != ',')
            return cursor.Fail(cursor.Position, "a comma or ] was expected");
        cursor.Position++;
        return true;
    }

    private static bool ReadItem(
        ref JsonCursor cursor,
        byte next,
        int depth,
        JsonColumnWriter writer,
        int slot,
        int index,
        DecodeLimits limits,
        out (FaultCode Code, string Message) problem
    )
    {
        var (column, row) = writer.Vector(slot);
        problem = default;
        bool fits;
        if (next is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            if (!JsonNumber.TryRead(ref cursor, out var number))
                return false;
            fits = Set(column, row, index, cursor.Text, number);
        }
        else if (next == '"' && column.Shape.Type is ColumnType.Text or ColumnType.Timestamp)
        {
            if (!cursor.ReadString(out var start, out var end, out var escaped))
                return false;
            var raw = cursor.Text[start..end];
            var text = escaped ? writer.Scratch.Unescape(raw) : raw;
            if (text.Length > limits.MaxTextBytes)
            {
                problem = (
                    FaultCode.LimitExceeded,
                    string.Create(CultureInfo.InvariantCulture, $"item {index} is longer than {limits.MaxTextBytes} bytes")
                );
                return true;
            }

            fits = Set(column, row, index, text);
        }
        else
        {
            if (!JsonSkipper.Skip(ref cursor, next, depth))
                return false;
            fits = column is ValueColumn<bool> booleans && next is (byte)'t' or (byte)'f';
            if (fits)
                ((ValueColumn<bool>)column).Vector(row)[index] = next == 't';
        }

        if (!fits)
            problem = (
                FaultCode.TypeMismatch,
                string.Create(CultureInfo.InvariantCulture, $"item {index} is nothing that {column.Shape} can hold")
            );
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Set(Column column, int row, int index, ReadOnlySpan<byte> text, in JsonNumber number) =>
        column.Shape.Type switch
        {
            ColumnType.Float32 => JsonNumbers.TryToFloat32(text, number, out Unsafe.As<ValueColumn<float>>(column).Vector(row)[index]),
            ColumnType.Float64 => JsonNumbers.TryToFloat64(text, number, out Unsafe.As<ValueColumn<double>>(column).Vector(row)[index]),
            ColumnType.Int64 => JsonNumbers.TryToInt64(text, number, out Unsafe.As<ValueColumn<long>>(column).Vector(row)[index]),
            ColumnType.Timestamp => JsonNumbers.TryToInt64(text, number, out var ms)
                && XdmTime.TryFromEpochMs(ms, out Unsafe.As<ValueColumn<long>>(column).Vector(row)[index]),
            _ => false,
        };

    private static bool Set(Column column, int row, int index, ReadOnlySpan<byte> text)
    {
        if (column is not TextColumn texts)
            return XdmTime.TryParse(text, out Unsafe.As<ValueColumn<long>>(column).Vector(row)[index]);
        texts.SetElement(row, index, text);
        return true;
    }
}
