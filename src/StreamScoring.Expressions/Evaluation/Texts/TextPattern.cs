using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace StreamScoring.Expressions.Evaluation.Texts;

/// <summary>
/// A regular expression as Java writes it, compiled once, on .NET's engine that never backtracks: time is linear in the text. What needs backtracking (look-around,
/// back-references, possessive and atomic groups) is refused, and so are intersections of classes.
/// </summary>
internal sealed class TextPattern
{
    private const int StackChars = 256;
    private const int MaxPattern = 1_000;
    private readonly Regex _regex;

    private TextPattern(Regex regex) => _regex = regex;

    /// <summary>The highest group that the pattern has.</summary>
    public int Groups => _regex.GetGroupNumbers().Max();

    /// <summary>The pattern, or null with what is wrong in <paramref name="error"/>.</summary>
    public static TextPattern? Compile(string pattern, out string error)
    {
        error = "";
        if (pattern.Length > MaxPattern)
        {
            error = $"the regular expression has {pattern.Length} characters; {MaxPattern} are allowed";
            return null;
        }

        var translated = JavaPattern.ToDotNet(pattern, out error);
        if (translated is null)
            return null;
        try
        {
            return new(LinearRegex.Create(translated));
        }
        catch (ArgumentException e)
        {
            error = $"this is no regular expression: {e.Message}";
        }
        catch (NotSupportedException)
        {
            error =
                $"the regular expression needs backtracking (look-around, a back-reference, an atomic group) or more than {LinearRegex.MaxStates} states (nested or large counts); patterns on live events must do without";
        }

        return null;
    }

    /// <summary>Whether the text contains a match.</summary>
    public bool IsIn(ReadOnlySpan<byte> utf8)
    {
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

    /// <summary>The text of a group of the first match, or null. Allocates.</summary>
    public string? Group(ReadOnlySpan<byte> utf8, int group)
    {
        var match = _regex.Match(Encoding.UTF8.GetString(utf8));
        return match.Success && match.Groups[group].Success ? match.Groups[group].Value : null;
    }
}
