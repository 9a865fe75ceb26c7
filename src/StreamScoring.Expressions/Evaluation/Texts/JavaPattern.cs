using System.Text;

namespace StreamScoring.Expressions.Evaluation.Texts;

/// <summary>
/// Rewrites a regular expression of Java (which PQL's page links to) for .NET where they differ: <c>\d \w \s</c> are ASCII in Java, POSIX classes and <c>\Q…\E</c>
/// are unknown to .NET, <c>\h</c>, <c>\R</c> and <c>\x{…}</c> as well.
/// </summary>
internal static class JavaPattern
{
    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
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

    /// <summary>The pattern for .NET, or null with what cannot be written in it.</summary>
    public static string? ToDotNet(string pattern, out string error)
    {
        error = "";
        var text = new StringBuilder(pattern.Length + 16);
        var inClass = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\')
            {
                if (i + 1 == pattern.Length)
                {
                    error = "the regular expression ends with a backslash";
                    return null;
                }

                if (!Escape(pattern, ref i, inClass > 0, text, ref error))
                    return null;
                continue;
            }

            if (inClass > 0 && ((c == '&' && i + 1 < pattern.Length && pattern[i + 1] == '&') || c == '['))
            {
                error = "classes inside classes ([a-z&&[^b]]) are not supported; write the class out";
                return null;
            }

            // A quantifier followed by + is possessive in Java.
            if (inClass == 0 && c == '+' && i > 0 && pattern[i - 1] is '+' or '*' or '?' or '}' && !IsEscaped(pattern, i - 1))
            {
                error = "possessive quantifiers (a++) are not supported; a plain one finds the same or more";
                return null;
            }

            inClass +=
                c == '[' && inClass == 0 ? 1
                : c == ']' && inClass > 0 && !IsFirstInClass(pattern, i) ? -1
                : 0;
            text.Append(c);
        }

        return text.ToString();
    }

    private static bool Escape(string pattern, ref int i, bool inClass, StringBuilder text, ref string error)
    {
        var c = pattern[++i];
        switch (c)
        {
            case 'd':
                text.Append(inClass ? "0-9" : "[0-9]");
                return true;
            case 'w':
                text.Append(inClass ? "a-zA-Z_0-9" : "[a-zA-Z_0-9]");
                return true;
            case 's':
                text.Append(inClass ? @" \t\n\x0B\f\r" : @"[ \t\n\x0B\f\r]");
                return true;
            case 'h':
                text.Append(
                    inClass
                        ? @" \t\u00A0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000"
                        : @"[ \t\u00A0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]"
                );
                return true;
            case 'D' or 'W' or 'S' when !inClass:
                text.Append(
                    c == 'D' ? "[^0-9]"
                    : c == 'W' ? "[^a-zA-Z_0-9]"
                    : @"[^ \t\n\x0B\f\r]"
                );
                return true;
            case 'R' when !inClass:
                text.Append(@"(?:\r\n|[\n\x0B\f\r\u0085\u2028\u2029])");
                return true;
            case 'Q':
                var end = pattern.IndexOf(@"\E", i, StringComparison.Ordinal);
                end = end < 0 ? pattern.Length : end;
                foreach (var quoted in pattern.AsSpan((i + 1)..end))
                    text.Append(char.IsAsciiLetterOrDigit(quoted) || quoted >= 0x80 ? "" : "\\").Append(quoted);
                i = Math.Min(pattern.Length - 1, end + 1);
                return true;
            case 'p' or 'P':
                return Property(pattern, ref i, inClass, text, ref error);
            default:
                text.Append('\\').Append(c);
                return true;
        }
    }

    private static bool Property(string pattern, ref int i, bool inClass, StringBuilder text, ref string error)
    {
        var negated = pattern[i] == 'P';
        if (i + 1 < pattern.Length && pattern[i + 1] != '{')
        {
            text.Append(negated ? @"\P{" : @"\p{").Append(pattern[++i]).Append('}');
            return true;
        }

        var end = pattern.IndexOf('}', i);
        if (end < 0 || i + 1 == pattern.Length)
        {
            error = @"\p needs a class of characters: \p{Lu}";
            return false;
        }

        var name = pattern[(i + 2)..end];
        i = end;
        if (!Classes.TryGetValue(name, out var members))
        {
            text.Append(negated ? @"\P{" : @"\p{")
                .Append(name.StartsWith("Is", StringComparison.Ordinal) && name.Length <= 4 ? name[2..] : name)
                .Append('}');
            return true;
        }

        if (negated && inClass)
        {
            error = $@"\P{{{name}}} inside a class is not supported";
            return false;
        }

        text.Append(
            inClass ? members
            : negated ? $"[^{members}]"
            : $"[{members}]"
        );
        return true;
    }

    private static bool IsFirstInClass(string pattern, int at) =>
        pattern[at - 1] == '[' || (pattern[at - 1] == '^' && at > 1 && pattern[at - 2] == '[');

    private static bool IsEscaped(string pattern, int at)
    {
        var backslashes = 0;
        for (var i = at - 1; i >= 0 && pattern[i] == '\\'; i--)
            backslashes++;
        return backslashes % 2 == 1;
    }
}
