using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamScoring.Events.Wire.Json;

/// <summary>
/// A number as it was read, by the grammar of RFC 8259: (-1 if <see cref="Negative"/>) × <see cref="Digits"/> × 10^<see cref="Exponent"/>, unless it has more
/// than 19 digits; then <see cref="IsLong"/> and only its text counts.
/// </summary>
internal readonly record struct JsonNumber(int Start, int End, ulong Digits, int Exponent, bool Negative, bool IsLong)
{
    /// <summary>More digits than that may not fit <see cref="Digits"/>.</summary>
    public const int MaxDigits = 19;

    private const int ExponentCap = 100_000;

    private static readonly ulong[] s_powers =
    [
        1,
        10,
        100,
        1_000,
        10_000,
        100_000,
        1_000_000,
        10_000_000,
        100_000_000,
        1_000_000_000,
        10_000_000_000,
        100_000_000_000,
        1_000_000_000_000,
        10_000_000_000_000,
        100_000_000_000_000,
        1_000_000_000_000_000,
        10_000_000_000_000_000,
    ];

    /// <summary>Masks of the last n bytes of a little-endian word.</summary>
    private static readonly ulong[] s_lastBytes =
    [
        0,
        0xFF00000000000000,
        0xFFFF000000000000,
        0xFFFFFF0000000000,
        0xFFFFFFFF00000000,
        0xFFFFFFFFFF000000,
        0xFFFFFFFFFFFF0000,
        0xFFFFFFFFFFFFFF00,
        0xFFFFFFFFFFFFFFFF,
    ];

    /// <summary>Reads the number at the cursor, of which the first byte is a digit or a minus.</summary>
    public static bool TryRead(ref JsonCursor cursor, out JsonNumber number)
    {
        if (!TryRead(ref cursor, cursor.Position, out number))
            return false;
        cursor.Position = number.End;
        return true;
    }

    /// <summary>Reads the number at <paramref name="start"/> and leaves the cursor where it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ref JsonCursor cursor, int start, out JsonNumber number)
    {
        number = default;
        var at = start;
        var negative = cursor.At(at) == '-';
        if (negative)
            at++;
        var firstDigit = at;
        var digits = 0ul;
        if (at + 1 < cursor.Length && cursor.At(at + 1) == '.' && cursor.At(at) is >= (byte)'0' and <= (byte)'9')
            digits = (ulong)(cursor.At(at++) - '0');
        else
            ReadDigits(ref cursor, ref at, ref digits);
        var count = at - firstDigit;
        if (count == 0 || (count > 1 && cursor.At(firstDigit) == '0'))
            return cursor.Fail(firstDigit, "a number has digits, and no zero before others");
        var exponent = 0;
        if (at < cursor.Length && cursor.At(at) == '.')
        {
            var firstOfFraction = ++at;
            ReadDigits(ref cursor, ref at, ref digits);
            exponent = firstOfFraction - at;
            if (exponent == 0)
                return cursor.Fail(at, "digits must follow the point of a number");
            count -= exponent;
        }

        if (at < cursor.Length && (cursor.At(at) | 0x20) == 'e' && !ReadExponent(ref cursor, ref at, ref exponent))
            return false;
        number = new JsonNumber(start, at, digits, exponent, negative, count > MaxDigits);
        return true;
    }

    /// <summary>Reads digits onto <paramref name="digits"/>, which wraps around when there are too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadDigits(ref JsonCursor cursor, ref int at, ref ulong digits)
    {
        var (i, value) = (at, digits);
        var count = 16;
        while (count == 16 && i >= 16 && i + 16 <= cursor.Length)
        {
            // Sixteen bytes at once, without a branch for each: where the next number begins is known before this one is computed.
            var bytes = Vector128.LoadUnsafe(ref cursor.At(i)) - Vector128.Create((byte)'0');
            var others = Vector128.Equals(Vector128.Max(bytes, Vector128.Create((byte)10)), bytes).ExtractMostSignificantBits();
            count = BitOperations.TrailingZeroCount(others | 0x10000);
            var lowCount = Math.Min(count, 8);
            i += count;
            var low = EightDigits(ref cursor.At(i - 8), lowCount);
            var high = EightDigits(ref cursor.At(i - 16), count - lowCount);
            value = unchecked((value * s_powers[count]) + (high * 100_000_000) + low);
        }

        if (count == 16)
        {
            for (; i < cursor.Length; i++)
            {
                var digit = (uint)(cursor.At(i) - '0');
                if (digit > 9)
                    break;
                value = unchecked((value * 10) + digit);
            }
        }

        (at, digits) = (i, value);
    }

    private static bool ReadExponent(ref JsonCursor cursor, ref int at, ref int exponent)
    {
        at++;
        var negative = at < cursor.Length && cursor.At(at) == '-';
        if (at < cursor.Length && cursor.At(at) is (byte)'-' or (byte)'+')
            at++;
        var first = at;
        var value = 0;
        for (; at < cursor.Length && cursor.At(at) is >= (byte)'0' and <= (byte)'9'; at++)
            value = Math.Min((value * 10) + cursor.At(at) - '0', ExponentCap);
        if (at == first)
            return cursor.Fail(at, "digits must follow the e of a number");
        exponent += negative ? -value : value;
        return true;
    }

    /// <summary>The value of the last <paramref name="count"/> of the eight bytes at <paramref name="first"/>, which are digits: neighbours are joined pairwise, three times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EightDigits(ref byte first, int count)
    {
        var eight = (Unsafe.ReadUnaligned<ulong>(ref first) ^ 0x3030303030303030) & s_lastBytes[count];
        eight = unchecked((eight * 10) + (eight >> 8));
        return unchecked(((eight & 0x000000FF000000FF) * 0x000F424000000064) + (((eight >> 16) & 0x000000FF000000FF) * 0x0000271000000001))
            >> 32;
    }
}
