using System.Text;

namespace StreamScoring.TestKit.Onnx;

/// <summary>Writes protobuf fields by number: enough to build ONNX files, sound and hostile ones.</summary>
public sealed class ProtoWriter
{
    private readonly MemoryStream _bytes = new();

    /// <summary>A varint field.</summary>
    public ProtoWriter Integer(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    /// <summary>A 32-bit float field.</summary>
    public ProtoWriter Float(int field, float value)
    {
        Varint(((ulong)field << 3) | 5);
        _bytes.Write(BitConverter.GetBytes(value));
        return this;
    }

    /// <summary>A length-delimited field.</summary>
    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>A text field.</summary>
    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A message field.</summary>
    public ProtoWriter Message(int field, ProtoWriter value) => Bytes(field, value.ToArray());

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _bytes.ToArray();

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.WriteByte((byte)(value | 0x80));
        _bytes.WriteByte((byte)value);
    }
}
