using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamScoring.Events.Columns;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>Reads arrays into vector rows of exactly as many values.</summary>
internal sealed class VectorReader(DecodeLimits limits)
{
    private readonly Column[] _single = [.. Enum.GetValues<ColumnType>().Select(t => Column.Create(ColumnShape.Scalar(t), 1))];

    /// <summary>The place after the array, or a <see cref="Failure"/>. <paramref name="items"/> is how many it has, as far as was read.</summary>
    public int Read(VectorPlan plan, ReadOnlySpan<byte> data, int at, Column column, int row, out long items)
    {
        items = 0;
        while (true)
        {
            at = Blocks.ReadCount(data, at, out var count);
            if (at < 0)
                return at;
            if (count == 0)
                return items == column.Shape.Width ? at : (int)Failure.WrongWidth;
            var first = (int)items;
            items = Math.Min(items + count, int.MaxValue);
            if (count > column.Shape.Width - first)
                return (int)Failure.WrongWidth;
            at = ReadBlock(plan, data, at, column, row, first, (int)count);
            if (at < 0)
                return at;
        }
    }

    private int ReadBlock(VectorPlan plan, ReadOnlySpan<byte> data, int at, Column column, int row, int first, int count)
    {
        var size = plan.Item.Kind == AvroKind.Double ? sizeof(double) : sizeof(float);
        var isPlain = BitConverter.IsLittleEndian && plan.Null == Op.Always && plan.Item.Kind is AvroKind.Float or AvroKind.Double;
        if (
            !isPlain
            || column.Shape.Type is not (ColumnType.Float32 or ColumnType.Float64)
            || (plan.Item.Kind == AvroKind.Double && column.Shape.Type == ColumnType.Float32)
        )
            return ReadEach(plan, data, at, column, row, first, count);
        if (count > (data.Length - at) / size)
            return (int)Failure.CutOff;
        var bytes = data.Slice(at, count * size);
        if (column.Shape.Type == ColumnType.Float32)
            Copy(plan.Item.Kind, bytes, Unsafe.As<ValueColumn<float>>(column).SetVector(row).Slice(first, count));
        else
            Copy(plan.Item.Kind, bytes, Unsafe.As<ValueColumn<double>>(column).SetVector(row).Slice(first, count));
        return at + bytes.Length;
    }

    private int ReadEach(VectorPlan plan, ReadOnlySpan<byte> data, int at, Column column, int row, int first, int count)
    {
        var single = _single[(int)column.Shape.Type];
        for (var i = first; i < first + count; i++)
        {
            if (plan.Null != Op.Always)
            {
                at = Varint.Read(data, at, out var branch);
                if (at < 0 || branch is not (0 or 1))
                    return at < 0 ? (int)Failure.BadInteger : (int)Failure.BadBranch;
                if (branch * 2 == plan.Null)
                    return (int)Failure.NullItem;
            }

            single.Clear();
            at = ValueReader.Read(plan.Item, data, at, single, 0, limits);
            if (at < 0)
                return at;
            Copy(single, column, row, i);
        }

        return at;
    }

    private static void Copy(Column single, Column column, int row, int index)
    {
        switch (column)
        {
            case ValueColumn<float> floats:
                floats.SetVector(row)[index] = ((ValueColumn<float>)single)[0];
                break;
            case ValueColumn<double> doubles:
                doubles.SetVector(row)[index] = ((ValueColumn<double>)single)[0];
                break;
            case ValueColumn<long> integers:
                integers.SetVector(row)[index] = ((ValueColumn<long>)single)[0];
                break;
            case ValueColumn<bool> booleans:
                booleans.SetVector(row)[index] = ((ValueColumn<bool>)single)[0];
                break;
            case TextColumn texts:
                texts.SetElement(row, index, ((TextColumn)single)[0]);
                break;
        }
    }

    private static void Copy(AvroKind kind, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (kind == AvroKind.Float)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }

        var doubles = MemoryMarshal.Cast<byte, double>(bytes);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)doubles[i];
    }

    private static void Copy(AvroKind kind, ReadOnlySpan<byte> bytes, Span<double> values)
    {
        if (kind == AvroKind.Double)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }

        var floats = MemoryMarshal.Cast<byte, float>(bytes);
        for (var i = 0; i < values.Length; i++)
            values[i] = floats[i];
    }
}
