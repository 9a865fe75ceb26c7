using System.Globalization;

namespace StreamScoring.State;

/// <summary>
/// The spelling of durations in documents: a whole number and a unit, as pandas has them: <c>ns us ms s min h d</c> (and <c>D</c>). Examples: <c>1h</c>,
/// <c>30min</c>, <c>7d</c>.
/// </summary>
public static class Durations
{
    private static readonly (string Unit, long Ns)[] Units =
    [
        ("d", 86_400_000_000_000),
        ("h", 3_600_000_000_000),
        ("min", 60_000_000_000),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000),
        ("ns", 1),
        ("D", 86_400_000_000_000),
    ];

    /// <summary>Reads a duration of more than nothing and at most 292 years, in ns. False when it is not one.</summary>
    public static bool TryParse(string text, out long ns)
    {
        ns = 0;
        foreach (var (unit, unitNs) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal))
                continue;
            if (
                long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count > 0
                && count <= long.MaxValue / unitNs
            )
            {
                ns = count * unitNs;
                return true;
            }
        }

        return false;
    }

    /// <summary>The shortest spelling of a duration.</summary>
    public static string Format(long ns)
    {
        foreach (var (unit, unitNs) in Units)
        {
            if (ns % unitNs == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{ns / unitNs}{unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{ns}ns");
    }
}
