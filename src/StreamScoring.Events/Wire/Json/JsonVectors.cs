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
    public static bool Read(ref JsonCursor cursor, int depth, JsonColumnWriter writer, int slot, DecodeLimits limits, out (FaultCode Code, string Message) problem)
    {
        problem = default;
        var (column, row) = writer.Vector(slot);
        var width = column.Shape.Width;
        if (depth >= cursor.MaxDepth)
            return JsonSkipper.FailDepth(ref cursor);
        cursor.Position++;
        var next = cursor.Peek();
        var count = 0;
        while (next != ']' || count > 0)
        {
            if (count >= width || problem.Code != FaultCode.None)
            {
                if (!JsonSkipper.Skip(ref cursor, next, depth + 1))
                    return false;
            }
            else if (!ReadItem(ref cursor, next, depth + 1, column, row, count, writer.Scratch, limits, out problem))
                return false;
            count++;
            next = cursor.Peek();
            if (next == ']')
                break;
            if (next != ',')
                return cursor.Fail(cursor.Position, "a comma or ] was expected");
            cursor.Position++;
            next = cursor.Peek();
        }

        cursor.Position++;
        if (problem.Code == FaultCode.None && count != width)
            problem = (FaultCode.TypeMismatch, string.Create(CultureInfo.InvariantCulture, $"an array of {count} items stands where {column.Shape} needs {width}"));
        else if (problem.Code == FaultCode.None)
            column.Valid[row] = true;
        return true;
    }

    private static bool ReadItem(
        ref JsonCursor cursor,
        byte next,
        int depth,
        Column column,
        int row,
        int index,
        JsonScratch scratch,
        DecodeLimits limits,
        out (FaultCode Code, string Message) problem
    )
    {
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
            var text = escaped ? scratch.Unescape(raw) : raw;
            if (text.Length > limits.MaxTextBytes)
            {
                problem = (FaultCode.LimitExceeded, string.Create(CultureInfo.InvariantCulture, $"item {index} is longer than {limits.MaxTextBytes} bytes"));
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
            problem = (FaultCode.TypeMismatch, string.Create(CultureInfo.InvariantCulture, $"item {index} is nothing that {column.Shape} can hold"));
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
