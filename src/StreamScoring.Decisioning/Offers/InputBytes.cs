using System.Buffers.Binary;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.Offers;

/// <summary>Values written one after another so that no two lists of values read alike. Grows, and is reused.</summary>
internal sealed class InputBytes
{
    private byte[] _bytes = new byte[1024];
    private int _used;

    public void Clear() => _used = 0;

    public void Add(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);
        _used += sizeof(long);
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        bytes.CopyTo(Room(bytes.Length));
        _used += bytes.Length;
    }

    /// <summary>What a path leads to; through lists, of each item.</summary>
    public void Add(in Value value, ReadOnlySpan<FieldName> path)
    {
        if (path.IsEmpty)
            Add(value);
        else if (value.Kind == ValueKind.List)
        {
            AddKind(ValueKind.List);
            Add(value.Count);
            for (var i = 0; i < value.Count; i++)
                Add(value.Item(i), path);
        }
        else
            Add(value.Field(path[0]), path[1..]);
    }

    public void Add(in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                AddKind(ValueKind.Null);
                break;
            case ValueKind.Text:
                AddKind(ValueKind.Text);
                Add(value.Utf8);
                break;
            case ValueKind.Number:
                AddKind(ValueKind.Number);
                Add(BitConverter.DoubleToInt64Bits(value.Number));
                break;
            // One number is one input, whichever way it was decoded.
            case ValueKind.Integer when Math.Abs((double)value.Integer) < 9007199254740992.0:
                AddKind(ValueKind.Number);
                Add(BitConverter.DoubleToInt64Bits(value.Integer));
                break;
            case ValueKind.List:
                AddKind(ValueKind.List);
                Add(value.Count);
                for (var i = 0; i < value.Count; i++)
                    Add(value.Item(i));
                break;
            case ValueKind.Map or ValueKind.Object:
                AddKind(ValueKind.Object);
                Add(value.Count);
                for (var i = 0; i < value.Count; i++)
                {
                    Add(value.Key(i));
                    Add(value.Entry(i));
                }

                break;
            default:
                AddKind(value.Kind);
                Add(value.Kind == ValueKind.Boolean ? (value.Boolean ? 1 : 0) : value.Integer);
                Add(value.Kind == ValueKind.Interval ? value.EndNs : 0);
                break;
        }
    }

    /// <summary>These bytes and those of another one behind them; valid until the next change.</summary>
    public ReadOnlySpan<byte> Followed(InputBytes other)
    {
        var end = other._bytes.AsSpan(0, other._used);
        end.CopyTo(Room(end.Length));
        return _bytes.AsSpan(0, _used + end.Length);
    }

    private void AddKind(ValueKind kind)
    {
        Room(1)[0] = (byte)kind;
        _used++;
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _used < length)
            Array.Resize(ref _bytes, Math.Max(_used + length, _bytes.Length * 2));
        return _bytes.AsSpan(_used);
    }
}
