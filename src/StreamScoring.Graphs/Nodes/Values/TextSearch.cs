using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using StreamScoring.Expressions.Evaluation.Texts;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>
/// Searches a pattern anywhere in a UTF-8 text, as <c>re.search</c> does. Alternatives of plain text (<c>iPhone|iPad|Android</c>) are searched on the bytes; other patterns
/// run on .NET's engine that never backtracks, so look-around and back-references are refused.
/// </summary>
internal sealed class TextSearch
{
    private const int StackChars = 512;
    private readonly byte[][] _alternatives;
    private readonly Regex? _regex;

    private TextSearch(byte[][] alternatives, Regex? regex) => (_alternatives, _regex) = (alternatives, regex);

    /// <summary>The search for a text or, with <paramref name="isRegex"/>, a pattern. Null with what is wrong in <paramref name="error"/>.</summary>
    public static TextSearch? Compile(string pattern, bool isRegex, bool matchCase, out string error)
    {
        error = "";
        if (matchCase && !isRegex)
            return new([Encoding.UTF8.GetBytes(pattern)], null);
        if (matchCase && pattern.AsSpan().IndexOfAny(@".^$*+?{}[]\()") < 0)
            return new([.. pattern.Split('|').Select(Encoding.UTF8.GetBytes)], null);
        try
        {
            var options = matchCase ? RegexOptions.None : RegexOptions.IgnoreCase;
            return new([], LinearRegex.Create(isRegex ? ToDotNet(pattern) : Regex.Escape(pattern), options));
        }
        catch (ArgumentException e)
        {
            error = $"'{pattern}' is no regular expression: {e.Message}";
        }
        catch (NotSupportedException)
        {
            error =
                $"'{pattern}' uses look-around, a back-reference or another construct that needs backtracking, or more than {LinearRegex.MaxStates} states (nested or large counts); patterns run on live events must do without";
        }

        return null;
    }

    /// <summary>Whether the text contains a match.</summary>
    public bool IsIn(ReadOnlySpan<byte> utf8)
    {
        if (_regex is null)
        {
            foreach (var text in _alternatives)
            {
                if (utf8.IndexOf(text) >= 0)
                    return true;
            }

            return false;
        }

        if (utf8.Length <= StackChars)
        {
            Span<char> chars = stackalloc char[StackChars];
            return _regex.IsMatch(chars[..Encoding.UTF8.GetChars(utf8, chars)]);
        }

        var rented = ArrayPool<char>.Shared.Rent(utf8.Length);
        var found = _regex.IsMatch(rented.AsSpan(0, Encoding.UTF8.GetChars(utf8, rented)));
        ArrayPool<char>.Shared.Return(rented);
        return found;
    }

    // Python's \Z is .NET's \z, (?P<name>…) is (?<name>…) and x{,3} is x{0,3}. Of a class, .NET alone knows subtraction, [a-z-[aeiou]].
    private static string ToDotNet(string pattern)
    {
        var text = new StringBuilder(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length)
            {
                text.Append('\\').Append(pattern[i + 1] == 'Z' ? 'z' : pattern[i + 1]);
                i++;
            }
            else if (pattern.AsSpan(i).StartsWith("(?P<", StringComparison.Ordinal))
            {
                text.Append("(?");
                i += 2;
            }
            else if (pattern.AsSpan(i).StartsWith("{,", StringComparison.Ordinal) && i > 0)
                text.Append("{0");
            else
                text.Append(pattern[i]);
        }

        return text.ToString();
    }
}
