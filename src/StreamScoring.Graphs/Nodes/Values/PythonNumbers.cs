using System.Globalization;
using System.Text;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>Numbers as Python reads and writes them: <c>int(" 1_000 ")</c>, <c>float("1e3")</c>, <c>str(1e16)</c>. Works on UTF-8 and allocates nothing.</summary>
internal static class PythonNumbers
{
    /// <summary>Bytes that any number takes at most.</summary>
    public const int MaxLength = 32;

    private const int MaxDigits = 512;

    /// <summary><c>int(text)</c>; false where Python raises or the value does not fit 64 bits.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> text, out long value)
    {
        Span<byte> plain = stackalloc byte[MaxDigits];
        value = 0;
        return TryPlain(text, plain, out var length)
            && plain[..length].IndexOfAnyExcept("+-0123456789"u8) < 0
            && long.TryParse(plain[..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary><c>float(text)</c>; false where Python raises.</summary>
    public static bool TryFloat(ReadOnlySpan<byte> text, out double value)
    {
        Span<byte> plain = stackalloc byte[MaxDigits];
        value = 0;
        if (!TryPlain(text, plain, out var length))
            return false;
        var rest = plain[..length];
        var sign = rest is [(byte)'-', ..] ? -1.0 : 1.0;
        var word = rest is [(byte)'+' or (byte)'-', ..] ? rest[1..] : rest;
        if (Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8))
            value = sign * double.PositiveInfinity;
        else if (Ascii.EqualsIgnoreCase(word, "nan"u8))
            value = double.NaN;
        else
        {
            return rest.IndexOfAnyExcept("+-0123456789.eE"u8) < 0
                && double.TryParse(
                    rest,
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                    CultureInfo.InvariantCulture,
                    out value
                );
        }

        return true;
    }

    /// <summary><c>str(value)</c> of a bool.</summary>
    public static int Write(bool value, Span<byte> target)
    {
        var text = value ? "True"u8 : "False"u8;
        text.CopyTo(target);
        return text.Length;
    }

    /// <summary><c>str(value)</c> of an integer.</summary>
    public static int Write(long value, Span<byte> target)
    {
        value.TryFormat(target, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary><c>str(value)</c> of a float64.</summary>
    public static int Write(double value, Span<byte> target)
    {
        Span<byte> digits = stackalloc byte[MaxLength];
        value.TryFormat(digits, out var length, "R", CultureInfo.InvariantCulture);
        return Repr(digits[..length], double.IsFinite(value), double.IsNaN(value), target);
    }

    /// <summary><c>str(value)</c> of a float32.</summary>
    public static int Write(float value, Span<byte> target)
    {
        Span<byte> digits = stackalloc byte[MaxLength];
        value.TryFormat(digits, out var length, "R", CultureInfo.InvariantCulture);
        return Repr(digits[..length], float.IsFinite(value), float.IsNaN(value), target);
    }

    // Both languages write the shortest digits that read back the same; they differ in where the exponent begins (Python: below 1e-4, from 1e16) and how it looks.
    private static int Repr(ReadOnlySpan<byte> shortest, bool isFinite, bool isNaN, Span<byte> target)
    {
        var at = 0;
        if (!isFinite)
            return Put(
                isNaN ? "nan"u8
                    : shortest[0] == (byte)'-' ? "-inf"u8
                    : "inf"u8,
                target,
                ref at
            );
        if (shortest[0] == (byte)'-')
        {
            Put("-"u8, target, ref at);
            shortest = shortest[1..];
        }

        Span<byte> digits = stackalloc byte[MaxLength];
        var (count, exponent) = Digits(shortest, digits);
        if (exponent is < -4 or >= 16)
        {
            Put(digits[..1], target, ref at);
            if (count > 1)
            {
                Put("."u8, target, ref at);
                Put(digits[1..count], target, ref at);
            }

            Put(exponent < 0 ? "e-"u8 : "e+"u8, target, ref at);
            Math.Abs(exponent).TryFormat(target[at..], out var written, "00", CultureInfo.InvariantCulture);
            return at + written;
        }

        for (var i = Math.Min(exponent, 0); i < Math.Max(count, exponent + 2); i++)
        {
            if (i == exponent + 1 && exponent >= 0)
                Put("."u8, target, ref at);
            target[at++] = i >= 0 && i < count ? digits[i] : (byte)'0';
            if (exponent < 0 && i == exponent)
                Put("."u8, target, ref at);
        }

        return at;
    }

    // The significant digits, and the power of ten of the first.
    private static (int Count, int Exponent) Digits(ReadOnlySpan<byte> text, Span<byte> digits)
    {
        var (count, point, exponent) = (0, -1, 0);
        var leading = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'.')
                point = count + leading;
            else if (text[i] == (byte)'E')
            {
                int.TryParse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);
                break;
            }
            else if (count == 0 && text[i] == (byte)'0')
                leading++;
            else
                digits[count++] = text[i];
        }

        if (point < 0)
            point = count + leading;
        if (count == 0)
        {
            digits[0] = (byte)'0';
            return (1, 0);
        }

        while (count > 1 && digits[count - 1] == (byte)'0')
            count--;
        return (count, exponent + point - leading - 1);
    }

    private static int Put(ReadOnlySpan<byte> text, Span<byte> target, ref int at)
    {
        text.CopyTo(target[at..]);
        at += text.Length;
        return at;
    }

    // Without the blanks around it and without underscores, each of which must stand between two digits.
    private static bool TryPlain(ReadOnlySpan<byte> text, Span<byte> plain, out int length)
    {
        length = 0;
        text = PythonText.Strip(text);
        if (text.IsEmpty || text.Length > plain.Length)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != (byte)'_')
                plain[length++] = text[i];
            else if (i == 0 || i == text.Length - 1 || !char.IsAsciiDigit((char)text[i - 1]) || !char.IsAsciiDigit((char)text[i + 1]))
                return false;
        }

        return true;
    }
}
