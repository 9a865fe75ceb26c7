using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace StreamScoring.Expressions.Evaluation.Texts.Patterns;

/// <summary>
/// A regular expression as Java writes it, compiled once, on .NET's engine that never backtracks: time is linear in the text. What needs backtracking (look-around,
/// back-references, possessive and atomic groups) is refused.
/// </summary>
internal sealed class TextPattern
{
    private const int StackChars = 256;
    private const int MaxPattern = 1_000;

    // Automata of up to so many states stay deterministic; larger ones may be walked with all their states for each character.
    private const int Deterministic = 12;
    private readonly Regex _regex;

    private TextPattern(Regex regex, JavaPattern java)
    {
        (_regex, Groups) = (regex, java.Groups);
        Weight = java.States <= Deterministic ? 1 : java.States;
        GroupWeight = 4 * java.States;
    }

    /// <summary>The highest group that the pattern has.</summary>
    public int Groups { get; }

    /// <summary>What a byte of text costs at most, with 1 for a plain search.</summary>
    public long Weight { get; }

    /// <summary>The same for finding groups, which are followed state by state.</summary>
    public long GroupWeight { get; }

    /// <summary>The pattern, or null with what is wrong in <paramref name="error"/>.</summary>
    public static TextPattern? Compile(string pattern, out string error)
    {
        error = "";
        if (pattern.Length > MaxPattern)
        {
            error = $"the regular expression has {pattern.Length} characters; {MaxPattern} are allowed";
            return null;
        }

        if (JavaPatternReader.Read(pattern, out error) is not { } java)
            return null;
        if (java.States <= LinearRegex.MaxStates)
        {
            try
            {
                return new(LinearRegex.Create(java.DotNet), java);
            }
            catch (ArgumentException e)
            {
                error = $"this is no regular expression: {e.Message}";
                return null;
            }
            catch (NotSupportedException)
            {
                // Too large by the engine's own estimate.
            }
        }

        error =
            $"the regular expression needs more than {LinearRegex.MaxStates} states (nested or large counts, many alternatives); patterns on live events must do with fewer";
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
