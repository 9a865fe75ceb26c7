using System.Runtime.CompilerServices;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>Avro's zig-zag integers.</summary>
internal static class Varint
{
    private const int MostBytes = 10;

    /// <summary>Reads an integer at <paramref name="at"/> (never beyond the end of <paramref name="data"/>); the place after it, or -1 when it is cut off or longer than 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ReadOnlySpan<byte> data, int at, out long value)
    {
        if ((uint)at < (uint)data.Length)
        {
            uint first = data[at];
            if (first < 0x80)
            {
                value = (int)(first >> 1) ^ -(int)(first & 1);
                return at + 1;
            }
        }

        return ReadLong(data, at, out value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadLong(ReadOnlySpan<byte> data, int at, out long value)
    {
        ulong bits = 0;
        for (var i = 0; i < MostBytes && at < data.Length; i++)
        {
            var b = data[at++];
            bits |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                value = (long)(bits >> 1) ^ -(long)(bits & 1);
                return i == MostBytes - 1 && b > 1 ? -1 : at;
            }
        }

        value = 0;
        return -1;
    }
}
