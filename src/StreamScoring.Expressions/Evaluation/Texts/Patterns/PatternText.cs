using System.Globalization;
using System.Text;

namespace StreamScoring.Expressions.Evaluation.Texts.Patterns;

/// <summary>The flags of Java that change what a pattern means.</summary>
[Flags]
internal enum PatternFlags : byte
{
    None = 0,
    IgnoreCase = 1,
    UnicodeCase = 2,
    Multiline = 4,
    DotAll = 8,
    Comments = 16,
    UnixLines = 32,
}

/// <summary>The text of a pattern while it is read; keeps the first error, after which it is at its end.</summary>
internal sealed class PatternText(string pattern)
{
    private int _at;

    /// <summary>What is wrong, or null.</summary>
    public string? Error { get; private set; }

    public bool IsEnd => _at >= pattern.Length;

    public char Current => pattern[_at];

    /// <summary>A character further on; NUL behind the end.</summary>
    public char Ahead(int distance) => _at + distance < pattern.Length ? pattern[_at + distance] : '\0';

    public char Next() => IsEnd ? '\0' : pattern[_at++];

    public bool Take(char c)
    {
        if (IsEnd || pattern[_at] != c)
            return false;
        _at++;
        return true;
    }

    /// <summary>The next character, which may be a pair of UTF-16 units.</summary>
    public int NextCodePoint()
    {
        if (IsEnd)
            return 0;
        var isPair = char.IsHighSurrogate(Current) && char.IsLowSurrogate(Ahead(1));
        var codePoint = isPair ? char.ConvertToUtf32(Current, Ahead(1)) : Current;
        _at += isPair ? 2 : 1;
        return codePoint;
    }

    /// <summary>Reads what stands up to a character, which is read as well; null when it does not come.</summary>
    public string? Until(char end)
    {
        var at = pattern.IndexOf(end, Math.Min(_at, pattern.Length));
        if (at < 0)
            return null;
        var text = pattern[_at..at];
        _at = at + 1;
        return text;
    }

    /// <summary>A whole number up to a bound.</summary>
    public bool Number(int most, out int number)
    {
        number = 0;
        var start = _at;
        while (!IsEnd && char.IsAsciiDigit(Current) && number <= most)
            number = (number * 10) + (Next() - '0');
        return _at > start && number <= most;
    }

    /// <summary>Digits of a base, exactly so many.</summary>
    public bool Digits(int count, int radix, out int number)
    {
        number = 0;
        if (_at + count > pattern.Length)
            return false;
        foreach (var c in pattern.AsSpan(_at, count))
        {
            if (!char.IsAsciiHexDigit(c) || Convert.ToInt32(c.ToString(), 16) is var digit && digit >= radix)
                return false;
            number = (number * radix) + digit;
        }

        _at += count;
        return true;
    }

    /// <summary>Leaves white space and comments out, where the flag asks for that.</summary>
    public void SkipComments(PatternFlags flags)
    {
        while (flags.HasFlag(PatternFlags.Comments) && !IsEnd && (Current is '#' or ' ' or (>= '\t' and <= '\r')))
        {
            if (Next() != '#')
                continue;
            while (!IsEnd && Next() is not ('\n' or '\r')) { }
        }
    }

    /// <summary>Reads <c>&lt;name&gt;</c>; false with nothing read where no name begins.</summary>
    public bool IsNamedGroup()
    {
        if (IsEnd || Current != '<' || !char.IsAsciiLetter(Ahead(1)))
            return false;
        _at++;
        var name = Until('>');
        return name is not null && name.All(char.IsAsciiLetterOrDigit)
            || Fail("expected the name of a group: letters and digits, then '>'");
    }

    /// <summary>Reads flags such as <c>i-s</c> over those that hold.</summary>
    public PatternFlags Flags(PatternFlags flags)
    {
        var isOff = false;
        for (; !IsEnd && Current is not (':' or ')'); _at++)
        {
            PatternFlags? flag = Current switch
            {
                'i' => PatternFlags.IgnoreCase,
                'u' => PatternFlags.UnicodeCase,
                'm' => PatternFlags.Multiline,
                's' => PatternFlags.DotAll,
                'x' => PatternFlags.Comments,
                'd' => PatternFlags.UnixLines,
                '-' when !isOff => PatternFlags.None,
                _ => null,
            };
            if (flag is not { } known)
            {
                Fail(
                    Current == 'U'
                        ? @"the flag U is not supported; write \p{IsAlphabetic} and the like"
                        : $"'{Current}' is no flag; known are i, u, m, s, x, d"
                );
                return flags;
            }

            isOff |= known == PatternFlags.None;
            flags = isOff ? flags & ~known : flags | known;
        }

        return flags;
    }

    /// <summary>Records an error and ends the reading.</summary>
    public bool Fail(string message)
    {
        Error ??= string.Create(
            CultureInfo.InvariantCulture,
            $"at character {Math.Min(_at, pattern.Length) + 1} of the regular expression: {message}"
        );
        _at = pattern.Length;
        return false;
    }

    /// <summary>The pattern with what stands between <c>\Q</c> and <c>\E</c> escaped one by one.</summary>
    public static string WithoutQuotes(string pattern)
    {
        if (!pattern.Contains(@"\Q", StringComparison.Ordinal))
            return pattern;
        var text = new StringBuilder(pattern.Length * 2);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '\\' || i + 1 == pattern.Length || pattern[i + 1] != 'Q')
            {
                text.Append(pattern[i]);
                if (pattern[i] == '\\' && i + 1 < pattern.Length)
                    text.Append(pattern[++i]);
                continue;
            }

            var end = pattern.IndexOf(@"\E", i + 2, StringComparison.Ordinal);
            end = end < 0 ? pattern.Length : end;
            foreach (var c in pattern.AsSpan((i + 2)..end))
                text.Append(char.IsAsciiLetterOrDigit(c) || c >= 0x80 ? "" : "\\").Append(c);
            i = end + 1;
        }

        return text.ToString();
    }
}
