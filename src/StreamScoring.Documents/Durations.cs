using System.Globalization;

namespace StreamScoring.Documents;

/// <summary>Durations as they are written in documents: a number and a unit, several in a row: <c>1h</c>, <c>30min</c>, <c>1h30min</c>, <c>500ms</c>.</summary>
public static class Durations
{
    private static readonly (string Unit, long Ns)[] Units =
    [
        ("ns", 1),
        ("us", 1_000),
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("min", 60_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000),
    ];

    /// <summary>Reads a duration of at least 0. Units are d, h, min (or m), s, ms, us, ns, in either case of d.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long ns)
    {
        ns = 0;
        text = text.Trim();
        if (text.IsEmpty)
            return false;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept("0123456789.");
            if (
                digits <= 0
                || !decimal.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            )
                return false;
            text = text[digits..].TrimStart();
            var letters = text.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzD");
            var unit = letters < 0 ? text : text[..letters];
            if (UnitNs(unit) is not { } unitNs || number > long.MaxValue / unitNs)
                return false;
            var part = number * unitNs;
            if (part != decimal.Truncate(part) || part > long.MaxValue - ns)
                return false;
            ns += (long)part;
            text = text[unit.Length..].TrimStart();
        }

        return true;
    }

    private static long? UnitNs(ReadOnlySpan<char> unit)
    {
        foreach (var (name, ns) in Units)
        {
            if (unit.SequenceEqual(name) || (name is "d" && unit is "D"))
                return ns;
        }

        return null;
    }
}
