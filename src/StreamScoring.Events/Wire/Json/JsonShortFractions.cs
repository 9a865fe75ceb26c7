using System.Numerics;
using System.Runtime.CompilerServices;

namespace StreamScoring.Events.Wire.Json;

/// <summary>
/// Numbers as images and embeddings have them (an optional minus, one digit, a point, up to eight digits), read without a branch for each digit. Whatever else stands there
/// is left to <see cref="JsonNumber"/>.
/// </summary>
internal static class JsonShortFractions
{
    // Minus, digit, point, eight digits, and the byte that ends them.
    private const int LongestBytes = 12;
    private const ulong Zeros = 0x3030303030303030;

    private static readonly ulong[] s_powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
    private static readonly double[] s_divisors = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

    /// <summary>Reads the number at <paramref name="at"/> and passes it, rounded to the nearest binary32; false when it is another kind of number, or might be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ref JsonCursor cursor, ref int at, out float value)
    {
        const ulong BelowFloat32 = (1ul << 29) - 1;
        const ulong Midpoint = 1ul << 28;
        value = 0;
        if (at + LongestBytes > cursor.Length)
            return false;
        var isNegative = cursor.At(at) == '-';
        var first = at + (isNegative ? 1 : 0);
        var whole = (uint)(cursor.At(first) - '0');
        if (whole > 9 || cursor.At(first + 1) != '.')
            return false;
        var bytes = Unsafe.ReadUnaligned<ulong>(ref cursor.At(first + 2)) ^ Zeros;
        // The high bit of each byte that is above 9.
        var others = ((bytes + 0x7676767676767676) | bytes) & 0x8080808080808080;
        var count = BitOperations.TrailingZeroCount(others) >> 3;
        var end = first + 2 + count;
        if (count == 0 || (cursor.At(end) | 0x20) is 'e' or (>= '0' and <= '9'))
            return false;
        var digits = (whole * s_powers[count]) + Value(bytes << (64 - (8 * count)));
        // Both are exact, so that one rounding gives the nearest binary64; it gives the nearest binary32 unless it lies between two.
        var wide = digits / s_divisors[count];
        if ((BitConverter.DoubleToUInt64Bits(wide) & BelowFloat32) == Midpoint)
            return false;
        value = isNegative ? -(float)wide : (float)wide;
        at = end;
        return true;
    }

    // Eight digits, the first in the lowest byte: neighbours are joined pairwise, three times.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Value(ulong digits)
    {
        digits = unchecked((digits * 10) + (digits >> 8));
        return unchecked(
                ((digits & 0x000000FF000000FF) * 0x000F424000000064) + (((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001)
            ) >> 32;
    }
}
