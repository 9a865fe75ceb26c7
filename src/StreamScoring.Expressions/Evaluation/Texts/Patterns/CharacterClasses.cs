using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace StreamScoring.Expressions.Evaluation.Texts.Patterns;

/// <summary>The named classes of characters of Java's regular expressions. Without <c>(?U)</c>, <c>\d \w \s</c> and the POSIX names are ASCII.</summary>
internal static class CharacterClasses
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["Lower"] = "a-z",
        ["Upper"] = "A-Z",
        ["ASCII"] = @"\x00-\x7F",
        ["Alpha"] = "a-zA-Z",
        ["Digit"] = "0-9",
        ["Alnum"] = "a-zA-Z0-9",
        ["Punct"] = @"!-/:-@\[-`{-~",
        ["Graph"] = "!-~",
        ["Print"] = " -~",
        ["Blank"] = @" \t",
        ["Cntrl"] = @"\x00-\x1F\x7F",
        ["XDigit"] = "0-9a-fA-F",
        ["Space"] = @" \t\n\x0B\f\r",
        ["IsAlphabetic"] = @"\p{L}\p{Nl}",
        ["IsLetter"] = @"\p{L}",
        ["IsDigit"] = @"\p{Nd}",
        ["IsUppercase"] = @"\p{Lu}",
        ["IsLowercase"] = @"\p{Ll}",
        ["IsPunctuation"] = @"\p{P}",
        ["IsWhite_Space"] = @"\s",
        ["IsLatin"] = @"A-Za-zªºÀ-ÖØ-öø-ʸ",
    };

    private static readonly ConcurrentDictionary<string, CodePointSet?> Known = new(StringComparer.Ordinal);

    /// <summary><c>\d</c></summary>
    public static CodePointSet Digit { get; } = CodePointSet.Of(('0', '9'));

    /// <summary><c>\w</c></summary>
    public static CodePointSet Word { get; } = CodePointSet.Of(('a', 'z'), ('A', 'Z'), ('_', '_'), ('0', '9'));

    /// <summary><c>\s</c></summary>
    public static CodePointSet Space { get; } = CodePointSet.Of((' ', ' '), ('\t', '\r'));

    /// <summary><c>\h</c></summary>
    public static CodePointSet Horizontal { get; } =
        CodePointSet.Of(
            (' ', ' '),
            ('\t', '\t'),
            (0xA0, 0xA0),
            (0x1680, 0x1680),
            (0x180E, 0x180E),
            (0x2000, 0x200A),
            (0x202F, 0x202F),
            (0x205F, 0x205F),
            (0x3000, 0x3000)
        );

    /// <summary><c>\v</c></summary>
    public static CodePointSet Vertical { get; } = CodePointSet.Of(('\n', '\r'), (0x85, 0x85), (0x2028, 0x2029));

    /// <summary>What <c>.</c> does not match.</summary>
    public static CodePointSet LineEnds { get; } = CodePointSet.Of(('\n', '\n'), ('\r', '\r'), (0x85, 0x85), (0x2028, 0x2029));

    /// <summary>The class of <c>\p{name}</c>, or null when it is not known. Characters beyond U+FFFF are in none.</summary>
    public static CodePointSet? Named(string name) =>
        name.Length is 0 or > 40 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? null
        : Known.TryGetValue(name, out var known) ? known
        : Names.TryGetValue(name, out var members) ? Keep(name, $"[{members}]")
        // A general category stands with or without Is, a block with In; .NET has blocks with Is.
        : name is [_] or [_, _] ? Keep(name, $@"\p{{{name}}}")
        : name.StartsWith("Is", StringComparison.Ordinal) && name.Length is 3 or 4 ? Keep(name, $@"\p{{{name[2..]}}}")
        : name.StartsWith("In", StringComparison.Ordinal) ? Keep(name, $@"\p{{Is{name[2..]}}}")
        : null;

    private static CodePointSet? Keep(string name, string dotNet)
    {
        var set = Read(dotNet);
        // What is not known is not kept, so that nobody can fill the memory with names.
        if (set is not null)
            Known[name] = set;
        return set;
    }

    private static CodePointSet? Read(string dotNet)
    {
        try
        {
            var regex = LinearRegex.Create(dotNet);
            Span<char> one = stackalloc char[1];
            var ranges = new List<(int, int)>();
            for (var unit = 0; unit <= 0xFFFF; unit++)
            {
                one[0] = (char)unit;
                if (!char.IsSurrogate(one[0]) && regex.IsMatch(one))
                    ranges.Add((unit, unit));
            }

            return CodePointSet.Of(ranges);
        }
        catch (RegexParseException)
        {
            return null;
        }
    }
}
