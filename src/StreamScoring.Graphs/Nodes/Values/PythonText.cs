using System.Buffers;
using System.Globalization;
using System.Text;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>
/// Texts as Python's <c>str</c> treats them, on UTF-8. Lower-casing is Unicode's full mapping (İ becomes i and a dot above, Σ at the end of a word ς); blanks are those of
/// <c>str.isspace</c>. The tables are .NET's, whose Unicode version is newer than that of older Pythons: letters added since then may differ.
/// </summary>
internal static class PythonText
{
    /// <summary>Bytes that the lower-case form of a text of that many bytes takes at most: Ⱥ (2 bytes) becomes ⱥ (3 bytes).</summary>
    public static int MaxLowerLength(int length) => length * 3 / 2 + 1;

    /// <summary><c>text.lower()</c> into <paramref name="target"/>; returns the bytes written.</summary>
    public static int Lower(ReadOnlySpan<byte> text, Span<byte> target)
    {
        if (Ascii.IsValid(text))
        {
            Ascii.ToLower(text, target, out var written);
            return written;
        }

        var (at, length) = (0, 0);
        while (at < text.Length)
        {
            Rune.DecodeFromUtf8(text[at..], out var rune, out var used);
            if (rune.Value == 0x130)
            {
                target[length++] = (byte)'i';
                rune = new Rune(0x307);
            }
            else if (rune.Value == 0x3A3)
                rune = IsFinalSigma(text[..at], text[(at + used)..]) ? new Rune(0x3C2) : new Rune(0x3C3);
            else
                rune = Rune.ToLowerInvariant(rune);
            length += rune.EncodeToUtf8(target[length..]);
            at += used;
        }

        return length;
    }

    /// <summary><c>text.strip()</c>, or without <paramref name="start"/> or <paramref name="end"/> one side only.</summary>
    public static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> text, bool start = true, bool end = true) =>
        text.IsEmpty || (text[0] is > 0x20 and < 0x80 && text[^1] is > 0x20 and < 0x80) ? text : Strip(text, start, end, IsBlank);

    /// <summary><c>text.strip(characters)</c>.</summary>
    public static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> text, bool start, bool end, Func<Rune, bool> isStripped)
    {
        while (start && !text.IsEmpty && Rune.DecodeFromUtf8(text, out var rune, out var used) == OperationStatus.Done && isStripped(rune))
            text = text[used..];
        while (
            end && !text.IsEmpty && Rune.DecodeLastFromUtf8(text, out var rune, out var used) == OperationStatus.Done && isStripped(rune)
        )
            text = text[..^used];
        return text;
    }

    /// <summary><c>len(text)</c>: code points.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var b in text)
        {
            if ((b & 0xC0) != 0x80)
                count++;
        }

        return count;
    }

    /// <summary><c>text[start:stop]</c> in code points; negative positions count from the end.</summary>
    public static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> text, long? start, long? stop)
    {
        var length = Length(text);
        var from = Bound(start ?? 0, length);
        var to = Bound(stop ?? length, length);
        return from >= to ? default : text[ByteOf(text, from)..ByteOf(text, to)];
    }

    /// <summary><c>c.isspace()</c>.</summary>
    public static bool IsBlank(Rune rune) => rune.Value is >= 0x1C and <= 0x1F || Rune.IsWhiteSpace(rune);

    private static int Bound(long position, int length) => (int)Math.Clamp(position < 0 ? position + length : position, 0, length);

    private static int ByteOf(ReadOnlySpan<byte> text, int codePoint)
    {
        var at = 0;
        for (; at < text.Length; at++)
        {
            if ((text[at] & 0xC0) != 0x80 && codePoint-- == 0)
                break;
        }

        return at;
    }

    // Unicode's Final_Sigma: a cased letter before it and none after it, not counting characters that do not matter to case.
    private static bool IsFinalSigma(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var cased = false;
        while (!before.IsEmpty)
        {
            Rune.DecodeLastFromUtf8(before, out var rune, out var used);
            before = before[..^used];
            if (IsCaseIgnorable(rune))
                continue;
            cased = IsCased(rune);
            break;
        }

        while (cased && !after.IsEmpty)
        {
            Rune.DecodeFromUtf8(after, out var rune, out var used);
            after = after[used..];
            if (!IsCaseIgnorable(rune))
                return !IsCased(rune);
        }

        return cased;
    }

    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.UppercaseLetter
                or UnicodeCategory.LowercaseLetter
                or UnicodeCategory.TitlecaseLetter
        || rune.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9);

    private static bool IsCaseIgnorable(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.ModifierSymbol
        || rune.Value
            is 0x27
                or 0x2E
                or 0x3A
                or 0xB7
                or 0x387
                or 0x55F
                or 0x5F4
                or 0x2018
                or 0x2019
                or 0x2024
                or 0x2027
                or 0xFE13
                or 0xFE52
                or 0xFE55
                or 0xFF07
                or 0xFF0E
                or 0xFF1A;
}
