using System.Numerics;
using System.Runtime.CompilerServices;

namespace StreamScoring.Events.Wire.Json;

/// <summary>
/// A number as it was read, by the grammar of RFC 8259: (-1 if <see cref="Negative"/>) × <see cref="Digits"/> × 10^<see cref="Exponent"/>, unless it has more
/// than 19 digits; then <see cref="IsLong"/> and only its text counts.
/// </summary>
internal readonly record struct JsonNumber(int Start, int End, ulong Digits, int Exponent, bool Negative, bool IsLong)
{
    /// <summary>More digits than that may not fit <see cref="Digits"/>.</summary>
    public const int MaxDigits = 19;

    private static readonly uint[] s_powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    private const int ExponentCap = 100_000;

    /// <summary>Reads the number at the cursor, of which the first byte is a digit or a minus.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ref JsonCursor cursor, out JsonNumber number)
    {
        number = default;
        var (start, at) = (cursor.Position, cursor.Position);
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
        cursor.Position = at;
        number = new JsonNumber(start, at, digits, exponent, negative, count > MaxDigits);
        return true;
    }

    /// <summary>Reads digits onto <paramref name="digits"/>, which wraps around when there are too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadDigits(ref JsonCursor cursor, ref int at, ref ulong digits)
    {
        var (i, value, length) = (at, digits, cursor.Length);
        while (i + 8 <= length)
        {
            // Eight bytes at once, without a branch for each: what follows the digits is shifted out.
            var eight = Unsafe.ReadUnaligned<ulong>(ref cursor.At(i)) ^ 0x3030303030303030;
            var others = (((eight & 0x7F7F7F7F7F7F7F7F) + 0x7676767676767676) | eight) & 0x8080808080808080;
            var count = BitOperations.TrailingZeroCount(others) >> 3;
            if (count < 8)
            {
                value = unchecked((value * s_powers[count]) + EightDigits((eight << 8) << (56 - (8 * count))));
                (at, digits) = (i + count, value);
                return;
            }

            value = unchecked((value * 100_000_000) + EightDigits(eight));
            i += 8;
        }

        for (; i < length; i++)
        {
            var digit = (uint)(cursor.At(i) - '0');
            if (digit > 9)
                break;
            value = unchecked((value * 10) + digit);
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

    /// <summary>The value of eight digits in the bytes of a little-endian word: neighbours are joined pairwise, three times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint EightDigits(ulong eight)
    {
        eight = unchecked((eight * 10) + (eight >> 8));
        return (uint)(
            unchecked(((eight & 0x000000FF000000FF) * 0x000F424000000064) + (((eight >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32
        );
    }
}
