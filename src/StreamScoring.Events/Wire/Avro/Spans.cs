using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>Length-prefixed bytes and texts.</summary>
internal static class Spans
{
    /// <summary>Reads bytes; the place after them, or a <see cref="Failure"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadBytes(ReadOnlySpan<byte> data, int at, out ReadOnlySpan<byte> bytes)
    {
        at = Varint.Read(data, at, out var length);
        if (at < 0 || (ulong)length > (ulong)(data.Length - at))
        {
            bytes = default;
            return at < 0 ? (int)Failure.BadInteger : (int)Failure.BadLength;
        }

        bytes = data.Slice(at, (int)length);
        return at + (int)length;
    }

    /// <summary>Reads a text, checked to be UTF-8; the place after it, or a <see cref="Failure"/>.</summary>
    public static int ReadText(ReadOnlySpan<byte> data, int at, out ReadOnlySpan<byte> text)
    {
        at = ReadBytes(data, at, out text);
        return at < 0 || Utf8.IsValid(text) ? at : (int)Failure.BadUtf8;
    }
}
