using System.Text.RegularExpressions;

namespace StreamScoring.Expressions.Evaluation.Texts;

/// <summary>
/// Regular expressions for live events, on .NET's engine that never backtracks: time is linear in the text, times the size of the automaton, which is bounded here:
/// nested counts (<c>(.*a.{30}){50}</c>) make automata that cost milliseconds a text and hundreds of megabytes.
/// </summary>
public static class LinearRegex
{
    /// <summary>States that the engine may estimate a pattern to need; typical ones need under a hundred.</summary>
    public const int MaxStates = 1_000;

    // The engine takes its bound from here only.
    static LinearRegex() => AppContext.SetData("REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE", MaxStates);

    /// <summary>
    /// The compiled pattern. Throws <see cref="ArgumentException"/> when it is none, and <see cref="NotSupportedException"/> when it needs backtracking or more than
    /// <see cref="MaxStates"/>.
    /// </summary>
    public static Regex Create(string pattern, RegexOptions options = RegexOptions.None) =>
        new(pattern, options | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
}
