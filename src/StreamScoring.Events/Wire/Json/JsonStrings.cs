using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace StreamScoring.Events.Wire.Json;

/// <summary>Strings of JSON: where they end, and what their escapes stand for. A lone surrogate has no UTF-8 and is malformed (RFC 8259 leaves it open).</summary>
internal static class JsonStrings
{
    /// <summary>
    /// The closing quote of a string whose text begins at <paramref name="at"/>, if it lies within sixteen bytes and no escape comes before it, as in nearly
    /// every name; otherwise -1, and <see cref="FindEnd"/> must look.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FindNearEnd(ref byte first, int at, int length)
    {
        if (at + Vector128<byte>.Count > length)
            return -1;
        var stops = Stops(ref Unsafe.Add(ref first, at));
        var end = at + BitOperations.TrailingZeroCount(stops);
        return stops != 0 && Unsafe.Add(ref first, end) == '"' ? end : -1;
    }

    /// <summary>Writes the text between quotes, checked before, with its escapes replaced; it never grows. Returns the bytes written.</summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0)
            {
                raw.CopyTo(target[written..]);
                return written + raw.Length;
            }

            raw[..plain].CopyTo(target[written..]);
            written += plain;
            var kind = raw[plain + 1];
            raw = raw[(plain + 2)..];
            if (kind == 'u')
                written += ReadRune(ref raw).EncodeToUtf8(target[written..]);
            else
                target[written++] = Simple(kind);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Stops(ref byte at)
    {
        var block = Vector128.LoadUnsafe(ref at);
        var control = Vector128.Equals(Vector128.Min(block, Vector128.Create((byte)0x1F)), block);
        var quote = Vector128.Equals(block, Vector128.Create((byte)'"'));
        var backslash = Vector128.Equals(block, Vector128.Create((byte)'\\'));
        return (control | quote | backslash).ExtractMostSignificantBits();
    }

    /// <summary>The closing quote of a string whose text begins at <paramref name="at"/>, every escape checked; -1 after a failure of the cursor.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int FindEnd(ref JsonCursor cursor, int at, out bool escaped)
    {
        escaped = false;
        while (true)
        {
            while (at + Vector128<byte>.Count <= cursor.Length)
            {
                var stops = Stops(ref cursor.At(at));
                at += stops == 0 ? Vector128<byte>.Count : BitOperations.TrailingZeroCount(stops);
                if (stops != 0)
                    break;
            }

            while (at < cursor.Length && cursor.At(at) is >= 0x20 and not ((byte)'"' or (byte)'\\'))
                at++;
            if (at >= cursor.Length)
                return Fail(ref cursor, at, "the string has no end");
            if (cursor.At(at) == '"')
                return at;
            if (cursor.At(at) != '\\')
                return Fail(ref cursor, at, "control characters in a string must be escaped");
            escaped = true;
            at = PassEscape(ref cursor, at);
            if (at < 0)
                return at;
        }
    }

    private static int PassEscape(ref JsonCursor cursor, int at)
    {
        if (at + 1 >= cursor.Length)
            return Fail(ref cursor, at, "the string has no end");
        if (cursor.At(at + 1) != 'u')
            return Simple(cursor.At(at + 1)) != 0
                ? at + 2
                : Fail(ref cursor, at, "an escape is one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
        var unit = HexUnit(cursor.Text, at + 2);
        if (unit < 0)
            return Fail(ref cursor, at, "\\u needs four hexadecimal digits");
        if (unit is < 0xD800 or > 0xDFFF)
            return at + 6;
        var isPair = unit < 0xDC00 && at + 12 <= cursor.Length && cursor.At(at + 6) == '\\' && cursor.At(at + 7) == 'u';
        return isPair && HexUnit(cursor.Text, at + 8) is >= 0xDC00 and <= 0xDFFF
            ? at + 12
            : Fail(ref cursor, at, "a surrogate without its other half");
    }

    private static int HexUnit(ReadOnlySpan<byte> text, int at)
    {
        if (at + 4 > text.Length)
            return -1;
        var unit = 0;
        for (var i = at; i < at + 4; i++)
        {
            var digit = text[i] switch
            {
                >= (byte)'0' and <= (byte)'9' and var c => c - '0',
                >= (byte)'a' and <= (byte)'f' and var c => c - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' and var c => c - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
                return -1;
            unit = (unit << 4) | digit;
        }

        return unit;
    }

    private static Rune ReadRune(ref ReadOnlySpan<byte> raw)
    {
        var unit = HexUnit(raw, 0);
        if (unit is < 0xD800 or > 0xDFFF)
        {
            raw = raw[4..];
            return new Rune(unit);
        }

        var low = HexUnit(raw, 6);
        raw = raw[10..];
        return new Rune((char)unit, (char)low);
    }

    private static byte Simple(byte kind) =>
        kind switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => kind,
            (byte)'b' => 8,
            (byte)'f' => 12,
            (byte)'n' => 10,
            (byte)'r' => 13,
            (byte)'t' => 9,
            _ => 0,
        };

    private static int Fail(ref JsonCursor cursor, int at, string expected)
    {
        cursor.Fail(at, expected);
        return -1;
    }
}
