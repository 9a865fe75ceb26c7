using System.Runtime.InteropServices;
using StreamScoring.Events.Columns;

namespace StreamScoring.Decisioning.History;

/// <summary>Writes the current event as a record, into a buffer that is reused.</summary>
internal sealed class RecordWriter(RecordFormat format, int maxItems)
{
    private byte[] _bytes = new byte[256];
    private int _used;

    /// <summary>The record of an event. Valid until the next one is written.</summary>
    public ReadOnlySpan<byte> Write(ColumnReader source)
    {
        _used = 0;
        Take(format.FixedBytes).Clear();
        for (var field = 0; field < format.Fields; field++)
        {
            if (source.IsNull(field))
                continue;
            RecordFormat.SetBit(_bytes.AsSpan(RecordFormat.BitsAt), field);
            var place = format.PlaceOf(field);
            if (source.ColumnOf(field) is ListColumn list)
                WriteList(list, source.Row, place);
            else
                WriteValue(source.ColumnOf(field), source.Row, place);
        }

        MemoryMarshal.Write(_bytes, _used);
        MemoryMarshal.Write(_bytes.AsSpan(RecordFormat.TimeAt), source.TimeNs);
        return _bytes.AsSpan(0, _used);
    }

    private void WriteList(ListColumn list, int row, int place)
    {
        var (start, length) = list.Range(row);
        length = Math.Min(length, maxItems);
        var at = _used;
        MemoryMarshal.Write(_bytes.AsSpan(place), at);
        var places = 4 + RecordFormat.Bytes(length);
        var size = RecordFormat.Size(list.Shape.Type);
        var taken = Take(places + (length * size));
        taken.Clear();
        MemoryMarshal.Write(taken, length);
        for (var i = 0; i < length; i++)
        {
            if (list.Items.IsNull(start + i))
                continue;
            RecordFormat.SetBit(_bytes.AsSpan(at + 4), i);
            WriteValue(list.Items, start + i, at + places + (i * size));
        }
    }

    private void WriteValue(Column column, int row, int place)
    {
        switch (column)
        {
            case TextColumn text:
                var utf8 = text[row];
                MemoryMarshal.Write(_bytes.AsSpan(place), _used);
                var taken = Take(4 + utf8.Length);
                MemoryMarshal.Write(taken, utf8.Length);
                utf8.CopyTo(taken[4..]);
                break;
            case ValueColumn<long> integer:
                MemoryMarshal.Write(_bytes.AsSpan(place), integer[row]);
                break;
            case ValueColumn<double> number:
                MemoryMarshal.Write(_bytes.AsSpan(place), number[row]);
                break;
            case ValueColumn<float> number:
                MemoryMarshal.Write(_bytes.AsSpan(place), number[row]);
                break;
            case ValueColumn<bool> flag:
                _bytes[place] = flag[row] ? (byte)1 : (byte)0;
                break;
        }
    }

    private Span<byte> Take(int bytes)
    {
        if (_bytes.Length - _used < bytes)
            Array.Resize(ref _bytes, Math.Max(checked(_used + bytes), _bytes.Length * 2));
        _used += bytes;
        return _bytes.AsSpan(_used - bytes, bytes);
    }
}
