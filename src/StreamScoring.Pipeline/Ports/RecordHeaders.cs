using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace StreamScoring.Pipeline.Ports;

/// <summary>
/// Record headers as one byte run: per header a 2-byte name length, the UTF-8 name, a 4-byte value length (-1: null), the value; big endian.
/// Order and repetition are kept, as in Kafka.
/// </summary>
public static class RecordHeaders
{
    /// <summary>Appends a header.</summary>
    public static void Append(IBufferWriter<byte> target, string name, ReadOnlySpan<byte> value)
    {
        var nameLength = Encoding.UTF8.GetByteCount(name);
        var span = target.GetSpan(6 + nameLength + value.Length);
        BinaryPrimitives.WriteUInt16BigEndian(span, checked((ushort)nameLength));
        Encoding.UTF8.GetBytes(name, span[2..]);
        BinaryPrimitives.WriteInt32BigEndian(span[(2 + nameLength)..], value.Length);
        value.CopyTo(span[(6 + nameLength)..]);
        target.Advance(6 + nameLength + value.Length);
    }

    /// <summary>Appends a header whose value is null.</summary>
    public static void AppendNull(IBufferWriter<byte> target, string name)
    {
        var nameLength = Encoding.UTF8.GetByteCount(name);
        var span = target.GetSpan(6 + nameLength);
        BinaryPrimitives.WriteUInt16BigEndian(span, checked((ushort)nameLength));
        Encoding.UTF8.GetBytes(name, span[2..]);
        BinaryPrimitives.WriteInt32BigEndian(span[(2 + nameLength)..], -1);
        target.Advance(6 + nameLength);
    }

    /// <summary>Takes the first header off <paramref name="headers"/>. Returns false at the end. Throws <see cref="FormatException"/> when the run is broken.</summary>
    public static bool TryRead(
        scoped ref ReadOnlySpan<byte> headers,
        out ReadOnlySpan<byte> name,
        out ReadOnlySpan<byte> value,
        out bool isNull
    )
    {
        name = value = default;
        isNull = false;
        if (headers.IsEmpty)
            return false;
        if (headers.Length < 2)
            throw new FormatException("record headers end inside a name");
        var nameLength = BinaryPrimitives.ReadUInt16BigEndian(headers);
        if (headers.Length < 6 + nameLength)
            throw new FormatException("record headers end inside a name");
        name = headers.Slice(2, nameLength);
        var valueLength = BinaryPrimitives.ReadInt32BigEndian(headers[(2 + nameLength)..]);
        isNull = valueLength < 0;
        valueLength = Math.Max(valueLength, 0);
        if (headers.Length - 6 - nameLength < valueLength)
            throw new FormatException("record headers end inside a value");
        value = headers.Slice(6 + nameLength, valueLength);
        headers = headers[(6 + nameLength + valueLength)..];
        return true;
    }

    /// <summary>The value of the last header of that name. Returns false when there is none.</summary>
    public static bool TryGet(ReadOnlySpan<byte> headers, scoped ReadOnlySpan<byte> wanted, out ReadOnlySpan<byte> value)
    {
        value = default;
        var found = false;
        while (TryRead(ref headers, out var name, out var candidate, out _))
        {
            if (name.SequenceEqual(wanted))
            {
                value = candidate;
                found = true;
            }
        }

        return found;
    }
}
