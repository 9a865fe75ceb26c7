using System.Buffers;
using System.Text;

namespace StreamScoring.Expressions.Evaluation.Texts;

/// <summary>What a text is asked about another.</summary>
internal enum TextRelation : byte
{
    Equals,
    StartsWith,
    EndsWith,
    Contains,
}

/// <summary>Compares UTF-8 texts, with or without regard to case. Without: characters are equal when their simple upper-case forms are; no locale takes part.</summary>
internal static class TextSearch
{
    /// <summary>Whether the relation holds between a text and a part.</summary>
    public static bool Holds(TextRelation relation, ReadOnlySpan<byte> text, ReadOnlySpan<byte> part, bool ignoreCase) =>
        (relation, ignoreCase) switch
        {
            (TextRelation.Equals, false) => text.SequenceEqual(part),
            (TextRelation.StartsWith, false) => text.StartsWith(part),
            (TextRelation.EndsWith, false) => text.EndsWith(part),
            (TextRelation.Contains, false) => text.IndexOf(part) >= 0,
            (TextRelation.Equals, true) => MatchLength(text, part) == text.Length,
            (TextRelation.StartsWith, true) => MatchLength(text, part) >= 0,
            (TextRelation.EndsWith, true) => EndsWithIgnoreCase(text, part),
            _ => ContainsIgnoreCase(text, part),
        };

    /// <summary>Whether a text matches a pattern of <c>like</c> as a whole: <c>%</c> is any characters, <c>_</c> is one, all else is itself.</summary>
    public static bool IsLike(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern)
    {
        var (t, p) = (0, 0);
        // Where to go on when the rest does not match: the last % takes one character more.
        var (retryText, retryPattern) = (-1, -1);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '%')
            {
                (retryText, retryPattern) = (t, ++p);
                continue;
            }

            if (p < pattern.Length && pattern[p] == '_')
            {
                t += CharacterLength(text, t);
                p++;
                continue;
            }

            if (p < pattern.Length && pattern[p] == text[t])
            {
                t++;
                p++;
                continue;
            }

            if (retryText < 0)
                return false;
            retryText += CharacterLength(text, retryText);
            (t, p) = (retryText, retryPattern);
        }

        return pattern[p..].IndexOfAnyExcept((byte)'%') < 0;
    }

    /// <summary>Lower case, without white space; returns the bytes written. <paramref name="target"/> holds at least three bytes for each two of the text, and four more.</summary>
    public static int Fold(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var written = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var used);
            text = text[used..];
            if (!Rune.IsWhiteSpace(rune))
                written += Rune.ToLowerInvariant(rune).EncodeToUtf8(target[written..]);
        }

        return written;
    }

    private static int CharacterLength(ReadOnlySpan<byte> text, int at)
    {
        var length = 1;
        while (at + length < text.Length && (text[at + length] & 0xC0) == 0x80)
            length++;
        return length;
    }

    /// <summary>How many bytes of the text its beginning takes that equals the part; -1 when it does not begin with it.</summary>
    private static int MatchLength(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        var (t, p) = (0, 0);
        while (p < part.Length)
        {
            if (t == text.Length)
                return -1;
            if (text[t] < 0x80 && part[p] < 0x80)
            {
                if (Upper(text[t++]) != Upper(part[p++]))
                    return -1;
                continue;
            }

            Rune.DecodeFromUtf8(text[t..], out var a, out var usedText);
            Rune.DecodeFromUtf8(part[p..], out var b, out var usedPart);
            if (a != b && Rune.ToUpperInvariant(a) != Rune.ToUpperInvariant(b))
                return -1;
            t += usedText;
            p += usedPart;
        }

        return t;
    }

    private static bool EndsWithIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        // As many characters from the end as the part has; a character and its other case may differ in bytes.
        var start = text.Length;
        for (var left = CharacterCount(part); left > 0; left--)
        {
            if (start == 0)
                return false;
            do start--;
            while (start > 0 && (text[start] & 0xC0) == 0x80);
        }

        return MatchLength(text[start..], part) == text.Length - start;
    }

    private static bool ContainsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        for (var at = 0; ; at += CharacterLength(text, at))
        {
            if (MatchLength(text[at..], part) >= 0)
                return true;
            if (at >= text.Length - 1)
                return false;
        }
    }

    private static int CharacterCount(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var b in text)
            count += (b & 0xC0) != 0x80 ? 1 : 0;
        return count;
    }

    private static byte Upper(byte b) => b is >= (byte)'a' and <= (byte)'z' ? (byte)(b - 32) : b;
}
