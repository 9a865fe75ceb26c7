using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Decisioning.History;

/// <summary>
/// How one event is stored: its length (4 bytes) and time (8), a bit per field that is set when the field has a value, a place per field, and behind them what does not
/// fit a place. Booleans take 1 byte, binary32 4, other numbers and times 8. Texts and lists take 4: where they stand, from the record's beginning; a text is its length
/// (4) and bytes; a list its count (4), a bit per item, and a place per item.
/// </summary>
internal sealed class RecordFormat
{
    public const int TimeAt = 4;
    public const int BitsAt = 12;

    private readonly int[] _places;
    private readonly ColumnShape[] _shapes;

    public RecordFormat(IReadOnlyList<ProjectedField> fields)
    {
        _shapes = [.. fields.Select(f => f.Shape)];
        _places = new int[fields.Count];
        var at = BitsAt + Bytes(fields.Count);
        for (var i = 0; i < fields.Count; i++)
        {
            _places[i] = at;
            at += _shapes[i].Layout == ColumnLayout.List ? 4 : Size(_shapes[i].Type);
        }

        FixedBytes = at;
    }

    /// <summary>The bytes of a record of which nothing stands behind the places.</summary>
    public int FixedBytes { get; }

    public int Fields => _places.Length;

    public int PlaceOf(int field) => _places[field];

    public ColumnShape ShapeOf(int field) => _shapes[field];

    /// <summary>The bytes of so many bits.</summary>
    public static int Bytes(int bits) => (bits + 7) / 8;

    /// <summary>The bytes of a place.</summary>
    public static int Size(ColumnType type) =>
        type switch
        {
            ColumnType.Boolean => 1,
            ColumnType.Float32 or ColumnType.Text => 4,
            _ => 8,
        };

    /// <summary>Whether a bit is set.</summary>
    public static bool Bit(ReadOnlySpan<byte> bits, int index) => (bits[index >> 3] & (1 << (index & 7))) != 0;

    /// <summary>Sets a bit.</summary>
    public static void SetBit(Span<byte> bits, int index) => bits[index >> 3] |= (byte)(1 << (index & 7));

    /// <summary>Whether a record can be read without leaving it.</summary>
    public bool IsSound(ReadOnlySpan<byte> record)
    {
        if (record.Length < FixedBytes)
            return false;
        for (var field = 0; field < Fields; field++)
        {
            if (!Bit(record[BitsAt..], field))
                continue;
            var shape = _shapes[field];
            if (
                shape.Layout == ColumnLayout.List
                    ? !IsSoundList(record, Int(record, PlaceOf(field)), shape.Type)
                    : shape.Type == ColumnType.Text && !IsSoundText(record, Int(record, PlaceOf(field)))
            )
                return false;
        }

        return true;
    }

    private static bool IsSoundList(ReadOnlySpan<byte> record, int at, ColumnType type)
    {
        if (at < 0 || at > record.Length - 4)
            return false;
        var count = Int(record, at);
        if (count is < 0 or > 1 << 20)
            return false;
        var places = at + 4L + Bytes(count);
        if (places + ((long)count * Size(type)) > record.Length)
            return false;
        for (var i = 0; type == ColumnType.Text && i < count; i++)
        {
            if (Bit(record[(at + 4)..], i) && !IsSoundText(record, Int(record, (int)places + (4 * i))))
                return false;
        }

        return true;
    }

    private static bool IsSoundText(ReadOnlySpan<byte> record, int at) =>
        at >= 0 && at <= record.Length - 4 && Int(record, at) is >= 0 and var length && length <= record.Length - 4 - at;

    private static int Int(ReadOnlySpan<byte> record, int at) => System.Runtime.InteropServices.MemoryMarshal.Read<int>(record[at..]);
}
