using System.Runtime.InteropServices;
using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.History;

/// <summary>Reads stored events from a copy of their section.</summary>
internal sealed class RecordReader(RecordFormat format) : FieldReader
{
    private byte[] _bytes = [];
    private int _start;

    public override long TimeNs => MemoryMarshal.Read<long>(_bytes.AsSpan(_start + RecordFormat.TimeAt));

    public void Open(byte[] bytes, int start) => (_bytes, _start) = (bytes, start);

    public override bool IsNull(int field) => !RecordFormat.Bit(_bytes.AsSpan(_start + RecordFormat.BitsAt), field);

    public override Value Scalar(int field) => IsNull(field) ? default : Read(format.ShapeOf(field).Type, _start + format.PlaceOf(field));

    public override int Items(int field) => IsNull(field) ? 0 : Int(ListAt(field));

    public override Value Item(int field, int index)
    {
        if (IsNull(field))
            return default;
        var at = ListAt(field);
        var count = Int(at);
        if (index >= count || !RecordFormat.Bit(_bytes.AsSpan(at + 4), index))
            return default;
        var type = format.ShapeOf(field).Type;
        return Read(type, at + 4 + RecordFormat.Bytes(count) + (index * RecordFormat.Size(type)));
    }

    private int ListAt(int field) => _start + Int(_start + format.PlaceOf(field));

    private int Int(int at) => MemoryMarshal.Read<int>(_bytes.AsSpan(at));

    private Value Read(ColumnType type, int at)
    {
        switch (type)
        {
            case ColumnType.Text:
                var text = _start + Int(at);
                return Value.Text(_bytes, text + 4, Int(text));
            case ColumnType.Float64:
                return Value.Of(MemoryMarshal.Read<double>(_bytes.AsSpan(at)));
            case ColumnType.Float32:
                return Value.Of((double)MemoryMarshal.Read<float>(_bytes.AsSpan(at)));
            case ColumnType.Boolean:
                return Value.Of(_bytes[at] != 0);
            case ColumnType.Timestamp:
                return Value.Time(MemoryMarshal.Read<long>(_bytes.AsSpan(at)));
            default:
                return Value.Of(MemoryMarshal.Read<long>(_bytes.AsSpan(at)));
        }
    }
}
