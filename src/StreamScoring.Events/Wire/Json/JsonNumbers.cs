using System.Globalization;
using csFastFloat;

namespace StreamScoring.Events.Wire.Json;

/// <summary>Numbers as read into binary ones, correctly rounded (to nearest, ties to even); false when the column's type cannot hold the number.</summary>
internal static class JsonNumbers
{
    /// <summary>Powers of ten that are exact in binary64.</summary>
    private static readonly double[] s_exactPowers =
    [
        1e0,
        1e1,
        1e2,
        1e3,
        1e4,
        1e5,
        1e6,
        1e7,
        1e8,
        1e9,
        1e10,
        1e11,
        1e12,
        1e13,
        1e14,
        1e15,
        1e16,
        1e17,
        1e18,
        1e19,
        1e20,
        1e21,
        1e22,
    ];

    private static readonly ulong[] s_powers = [.. Enumerable.Range(0, 20).Select(n => (ulong)System.Numerics.BigInteger.Pow(10, n))];

    /// <summary>Exact integers only: 3, 3.0 and 30e-1 are, 3.5 is not.</summary>
    public static bool TryToInt64(ReadOnlySpan<byte> text, in JsonNumber number, out long value)
    {
        value = 0;
        var (digits, exponent) = (number.Digits, number.Exponent);
        if (number.IsLong && !TryShorten(text[number.Start..number.End], ref exponent, out digits))
            return false;
        if (exponent != 0 && !TryScale(ref digits, exponent))
            return false;
        if (digits > (ulong)long.MaxValue + (number.Negative ? 1ul : 0ul))
            return false;
        value = number.Negative ? unchecked(-(long)digits) : (long)digits;
        return true;
    }

    /// <summary>Numbers beyond the largest finite one are refused, those below the smallest become zero.</summary>
    public static bool TryToFloat64(ReadOnlySpan<byte> text, in JsonNumber number, out double value)
    {
        if (!TryExact(number, out value))
            value = Nearest(text[number.Start..number.End], number);
        return double.IsFinite(value);
    }

    /// <summary>As <see cref="TryToFloat64"/>, rounded once.</summary>
    public static bool TryToFloat32(ReadOnlySpan<byte> text, in JsonNumber number, out float value)
    {
        // A binary64 that was rounded correctly gives the right binary32 too, unless it lies exactly between two of them: then the number may
        // lie on either side. Below the normal range fewer bits are kept, so that the midpoints lie elsewhere.
        const ulong BelowFloat32 = (1ul << 29) - 1;
        const ulong Midpoint = 1ul << 28;
        const double SmallestNormal = 1.1754943508222875e-38;
        if (!TryExact(number, out var wide))
            wide = Nearest(text[number.Start..number.End], number);
        var isSafe = (BitConverter.DoubleToUInt64Bits(wide) & BelowFloat32) != Midpoint && Math.Abs(wide) >= SmallestNormal;
        value =
            isSafe || number.Digits == 0 && !number.IsLong
                ? (float)wide
                : float.Parse(text[number.Start..number.End], NumberStyles.Float, CultureInfo.InvariantCulture);
        return float.IsFinite(value);
    }

    /// <summary>
    /// The nearest binary64 of any number. Up to 19 digits csFastFloat is a third of the platform's parser in time (784 numbers of 17 digits: 11 µs, platform 41);
    /// its binary32 is not used, which takes several times as long.
    /// </summary>
    private static double Nearest(ReadOnlySpan<byte> text, in JsonNumber number) =>
        !number.IsLong && FastDoubleParser.TryParseDouble(text, out var consumed, out var value) && consumed == text.Length
            ? value
            : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>One rounding of two exact operands gives the nearest binary64 (Clinger 1990).</summary>
    private static bool TryExact(in JsonNumber number, out double value)
    {
        value = number.Digits;
        if (number.IsLong || number.Digits > 1ul << 53 || number.Exponent is < -22 or > 22)
            return number.Digits == 0 && !number.IsLong && Zero(number, out value);
        value = number.Exponent < 0 ? value / s_exactPowers[-number.Exponent] : value * s_exactPowers[number.Exponent];
        value = number.Negative ? -value : value;
        return true;
    }

    private static bool Zero(in JsonNumber number, out double value)
    {
        value = number.Negative ? -0.0 : 0;
        return true;
    }

    private static bool TryScale(ref ulong digits, int exponent)
    {
        if (digits == 0)
            return true;
        if (Math.Abs((long)exponent) >= s_powers.Length)
            return false;
        var power = s_powers[Math.Abs(exponent)];
        if (exponent < 0)
        {
            var (quotient, rest) = Math.DivRem(digits, power);
            digits = quotient;
            return rest == 0;
        }

        return Math.BigMul(digits, power, out digits) == 0;
    }

    /// <summary>Drops leading and trailing zeros of a long number, whose <paramref name="exponent"/> then grows; false when too many digits remain.</summary>
    private static bool TryShorten(ReadOnlySpan<byte> text, ref int exponent, out ulong digits)
    {
        digits = 0;
        var (count, zeros) = (0, 0);
        foreach (var b in text)
        {
            if ((b | 0x20) == 'e')
                break;
            if (b is (byte)'-' or (byte)'.')
                continue;
            if (b == '0')
            {
                zeros += count > 0 ? 1 : 0;
                continue;
            }

            count += zeros + 1;
            if (count > JsonNumber.MaxDigits)
                return false;
            digits = (digits * s_powers[zeros] * 10) + (ulong)(b - '0');
            zeros = 0;
        }

        exponent += zeros;
        return true;
    }
}
