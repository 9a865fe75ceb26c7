using System.Globalization;

namespace StreamScoring.Expressions.Evaluation.Texts.Patterns;

/// <summary>Reads what stands for one character: itself, an escape, or a class between brackets.</summary>
internal sealed class PatternClassReader(PatternText text)
{
    private const int MaxNesting = 20;
    private int _nesting;

    /// <summary>A class, its opening bracket read: <c>a-z[0-9]&amp;&amp;[^5]]</c>.</summary>
    public CodePointSet Class(PatternFlags flags)
    {
        if (++_nesting > MaxNesting)
            text.Fail($"classes are nested more than {MaxNesting} deep");
        var isNegated = text.Take('^');
        CodePointSet? before = null;
        var (current, isEmpty) = (CodePointSet.Empty, true);
        while (text.Error is null)
        {
            text.SkipComments(flags);
            if (text.IsEnd)
                text.Fail("'[' has no closing ']'");
            else if (!isEmpty && text.Take(']'))
                break;
            else if (isEmpty && before is not null && text.Current == ']')
                text.Fail("&& needs characters on both sides");
            else if (text.Current == '&' && text.Ahead(1) == '&')
            {
                text.Next();
                text.Next();
                if (isEmpty)
                    text.Fail("&& needs characters on both sides");
                before = before?.Intersection(current) ?? current;
                (current, isEmpty) = (CodePointSet.Empty, true);
            }
            else
            {
                current = current.Union(text.Take('[') ? Class(flags) : Range(flags));
                isEmpty = false;
            }
        }

        _nesting--;
        var set = before?.Intersection(current) ?? current;
        return isNegated ? set.Complement() : set;
    }

    /// <summary>One character or escape.</summary>
    public CodePointSet Single(PatternFlags flags) => Cased(Item(false, out _), flags);

    private CodePointSet Range(PatternFlags flags)
    {
        var set = Item(true, out var first);
        text.SkipComments(flags);
        if (text.IsEnd || text.Current != '-' || text.Ahead(1) is ']' or '[' or '\0' || first < 0)
            return Cased(set, flags);
        text.Next();
        text.SkipComments(flags);
        Item(true, out var last);
        if (last < first)
        {
            text.Fail("a range of characters begins with the lower one: a-z");
            return set;
        }

        return Cased(CodePointSet.Of((first, last)), flags);
    }

    private static CodePointSet Cased(CodePointSet set, PatternFlags flags) =>
        !flags.HasFlag(PatternFlags.IgnoreCase) ? set
        : flags.HasFlag(PatternFlags.UnicodeCase) ? set.WithUnicodeCases()
        : set.WithAsciiCases();

    // A set; of one character also the character, else -1.
    private CodePointSet Item(bool inClass, out int single)
    {
        single = -1;
        if (text.IsEnd)
            return CodePointSet.Empty;
        if (!text.Take('\\'))
        {
            single = text.NextCodePoint();
            return CodePointSet.Of((single, single));
        }

        if (text.IsEnd)
        {
            text.Fail("the regular expression ends with a backslash");
            return CodePointSet.Empty;
        }

        var c = text.Current;
        if (Known(c) is { } set)
        {
            text.Next();
            return set;
        }

        if (c is 'p' or 'P')
            return Property();
        single = CodePoint(inClass);
        return CodePointSet.Of((single, single));
    }

    private static CodePointSet? Known(char c) =>
        c switch
        {
            'd' => CharacterClasses.Digit,
            'w' => CharacterClasses.Word,
            's' => CharacterClasses.Space,
            'h' => CharacterClasses.Horizontal,
            'v' => CharacterClasses.Vertical,
            'D' => CharacterClasses.Digit.Complement(),
            'W' => CharacterClasses.Word.Complement(),
            'S' => CharacterClasses.Space.Complement(),
            'H' => CharacterClasses.Horizontal.Complement(),
            'V' => CharacterClasses.Vertical.Complement(),
            _ => null,
        };

    private int CodePoint(bool inClass)
    {
        var c = text.Next();
        switch (c)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'a':
                return 7;
            case 'e':
                return 27;
            case 'c':
                return text.Next() ^ 64;
            case '0'
                when text.Digits(
                    text.Ahead(0) <= '3' && IsOctal(2) ? 3
                        : IsOctal(1) ? 2
                        : 1,
                    8,
                    out var octal
                ):
                return octal;
            case 'x' when text.Take('{'):
                if (
                    text.Until('}') is { Length: > 0 and <= 6 } hex
                    && int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var wide)
                    && wide <= 0x10FFFF
                )
                    return wide;
                text.Fail(@"\x{…} takes hexadecimal digits up to 10FFFF");
                return 0;
            case 'x' when text.Digits(2, 16, out var two):
                return two;
            case 'u' when text.Digits(4, 16, out var unit):
                return Paired(unit);
            case >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9':
                text.Fail($"\\{c} is not known{(inClass ? " in a class" : "")}");
                return 0;
            default:
                return c;
        }
    }

    private bool IsOctal(int distance) => text.Ahead(distance) is >= '0' and <= '7' && text.Ahead(1) is >= '0' and <= '7';

    // Two escapes may be the halves of one character.
    private int Paired(int unit)
    {
        if (!char.IsSurrogate((char)unit))
            return unit;
        if (
            char.IsHighSurrogate((char)unit)
            && text.Take('\\')
            && text.Take('u')
            && text.Digits(4, 16, out var low)
            && char.IsLowSurrogate((char)low)
        )
            return char.ConvertToUtf32((char)unit, (char)low);
        text.Fail(@"half of a surrogate pair is no character; write both halves, or \x{…}");
        return 0;
    }

    private CodePointSet Property()
    {
        var isNegated = text.Next() == 'P';
        var name = text.Take('{') ? text.Until('}') : text.Next().ToString();
        if (name is null || CharacterClasses.Named(name) is not { } set)
        {
            text.Fail(
                $@"there is no class of characters \p{{{name}}}; known are general categories (\p{{L}}, \p{{Nd}}), blocks (\p{{InGreek}}), the POSIX names (\p{{Alpha}}) and \p{{IsAlphabetic}}, \p{{IsLetter}}, \p{{IsDigit}}, \p{{IsUppercase}}, \p{{IsLowercase}}, \p{{IsPunctuation}}, \p{{IsWhite_Space}}, \p{{IsLatin}}"
            );
            return CodePointSet.Empty;
        }

        return isNegated ? set.Complement() : set;
    }
}
