namespace StreamScoring.Documents;

/// <summary>"Did you mean": the known name nearest to a wrong one.</summary>
public static class Suggestion
{
    /// <summary>The nearest of <paramref name="known"/> by edit distance (a swap of neighbours counts one), or null when none is near. Case is free.</summary>
    public static string? For(string wrong, IEnumerable<string> known)
    {
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var name in known)
        {
            var distance = string.Equals(name, wrong, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(wrong, name);
            if (distance < bestDistance)
                (best, bestDistance) = (name, distance);
        }

        return best is not null && bestDistance <= Math.Max(1, Math.Min(wrong.Length, best.Length) / 3) ? best : null;
    }

    /// <summary>The end of a message: <c>; did you mean 'x'?</c>, or the list of what is known when it is short, or nothing.</summary>
    public static string Hint(string wrong, IReadOnlyCollection<string> known)
    {
        if (For(wrong, known) is { } near)
            return $"; did you mean '{near}'?";
        return known.Count is > 0 and <= 12 ? $"; known are {string.Join(", ", known)}" : "";
    }

    private static int Distance(string a, string b)
    {
        // Names are short; a hostile one must not cost quadratic time.
        if (a.Length > 100 || b.Length > 100)
            return int.MaxValue;
        var (before, previous, current) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }
}
