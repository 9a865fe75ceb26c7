using System.Buffers.Binary;
using System.Text;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Wire;

namespace StreamScoring.Events.Scores;

/// <summary>Values of score records as Avro.</summary>
internal static class AvroValues
{
    // Branches of the output's union in score.v1.avsc.
    private const int Null = 0,
        Boolean = 1,
        Long = 2,
        Float = 3,
        Double = 4,
        Text = 5,
        Array = 6;

    private const int NsPerMicrosecond = 1000;

    /// <summary>Appends a zig-zag integer.</summary>
    public static void WriteLong(ref ByteSink sink, long value)
    {
        var bits = (ulong)((value << 1) ^ (value >> 63));
        var room = sink.Room(10);
        var length = 0;
        for (; bits >= 0x80; bits >>= 7)
            room[length++] = (byte)(bits | 0x80);
        room[length++] = (byte)bits;
        sink.Advance(length);
    }

    /// <summary>Appends a string.</summary>
    public static void WriteText(ref ByteSink sink, scoped ReadOnlySpan<byte> utf8)
    {
        WriteLong(ref sink, utf8.Length);
        sink.Write(utf8);
    }

    /// <summary>Appends a string.</summary>
    public static void WriteText(ref ByteSink sink, string text)
    {
        WriteLong(ref sink, Encoding.UTF8.GetByteCount(text));
        var length = Encoding.UTF8.GetBytes(text, sink.Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
        sink.Advance(length);
    }

    /// <summary>Appends a null or a string.</summary>
    public static void WriteOptional(ref ByteSink sink, TextColumn column, int row)
    {
        WriteLong(ref sink, column.IsNull(row) ? 0 : 1);
        if (!column.IsNull(row))
            WriteText(ref sink, column[row]);
    }

    /// <summary>Appends a null or a time in microseconds, rounded down.</summary>
    public static void WriteOptionalTime(ref ByteSink sink, ValueColumn<long> column, int row)
    {
        WriteLong(ref sink, column.IsNull(row) ? 0 : 1);
        if (column.IsNull(row))
            return;
        var (us, rest) = Math.DivRem(column[row], NsPerMicrosecond);
        WriteLong(ref sink, rest < 0 ? us - 1 : us);
    }

    /// <summary>Appends an output: null, a single value, or an array of values.</summary>
    public static void WriteOutput(ref ByteSink sink, Column column, int row)
    {
        if (column.IsNull(row))
        {
            WriteLong(ref sink, Null);
            return;
        }

        if (column.Shape.Layout == ColumnLayout.Scalar)
        {
            WriteValue(ref sink, column, row, 0);
            return;
        }

        var list = column as ListColumn;
        var (start, length) = list?.Range(row) ?? (0, column.Shape.Width);
        WriteLong(ref sink, Array);
        if (length > 0)
            WriteLong(ref sink, length);
        for (var i = 0; i < length; i++)
        {
            if (list is null)
                WriteValue(ref sink, column, row, i);
            else if (list.Items.IsNull(start + i))
                WriteLong(ref sink, Null);
            else
                WriteValue(ref sink, list.Items, start + i, 0);
        }

        WriteLong(ref sink, 0);
    }

    private static void WriteValue(ref ByteSink sink, Column column, int row, int index)
    {
        switch (column)
        {
            case ValueColumn<float> floats when float.IsFinite(floats.Vector(row)[index]):
                WriteLong(ref sink, Float);
                BinaryPrimitives.WriteSingleLittleEndian(sink.Room(sizeof(float)), floats.Vector(row)[index]);
                sink.Advance(sizeof(float));
                break;
            case ValueColumn<double> doubles when double.IsFinite(doubles.Vector(row)[index]):
                WriteLong(ref sink, Double);
                BinaryPrimitives.WriteDoubleLittleEndian(sink.Room(sizeof(double)), doubles.Vector(row)[index]);
                sink.Advance(sizeof(double));
                break;
            case ValueColumn<long> times when column.Shape.Type == ColumnType.Timestamp:
                Span<byte> time = stackalloc byte[TimeText.MaxBytes];
                WriteLong(ref sink, Text);
                WriteText(ref sink, time[..TimeText.Write(time, times.Vector(row)[index])]);
                break;
            case ValueColumn<long> integers:
                WriteLong(ref sink, Long);
                WriteLong(ref sink, integers.Vector(row)[index]);
                break;
            case ValueColumn<bool> booleans:
                WriteLong(ref sink, Boolean);
                sink.Write(booleans.Vector(row)[index] ? (byte)1 : (byte)0);
                break;
            case TextColumn texts:
                WriteLong(ref sink, Text);
                WriteText(ref sink, texts.Element(row, index));
                break;
            default:
                WriteLong(ref sink, Null);
                break;
        }
    }
}
