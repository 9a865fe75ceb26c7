namespace StreamScoring.Decisioning.Segments.Index;

/// <summary>Lays the entries of one group out in columns.</summary>
internal static class GroupBuilder
{
    // The widest vector that is loaded, in doubles.
    private const int Padding = 8;

    public static RuleGroup Build(List<GroupEntry> entries, List<RuleAttribute> attributes)
    {
        var sides = entries[0]
            .Intervals.SelectMany(i =>
                new[] { (Attribute: i.Key, IsLow: true, Bound: i.Value.Low), (Attribute: i.Key, IsLow: false, Bound: i.Value.High) }
            )
            .Where(s => double.IsFinite(s.Bound))
            // What lies ready is looked at before what must be computed.
            .OrderBy(s => attributes[s.Attribute].Cost)
            .ToList();
        double Bound(GroupEntry e, int side) =>
            sides[side].IsLow ? e.Intervals[sides[side].Attribute].Low : e.Intervals[sides[side].Attribute].High;
        var ordered = entries
            .OrderBy(e => e.Symbol)
            .ThenBy(e => sides.Count == 0 ? 0 : Bound(e, 0) * (sides[0].IsLow ? 1 : -1))
            .ThenBy(e => e.Rule)
            .ToList();
        RuleGroup.Bounds Side(int side)
        {
            var values = new double[ordered.Count + Padding];
            for (var i = 0; i < ordered.Count; i++)
                values[i] = Bound(ordered[i], side);
            return new(sides[side].Attribute, sides[side].IsLow, values);
        }

        var symbols = ordered.Select(e => e.Symbol).Distinct().ToArray();
        var key = entries[0].Key;
        return new RuleGroup
        {
            Key = key,
            Symbols = symbols,
            Starts = [.. symbols.Select(s => ordered.FindIndex(e => e.Symbol == s)), ordered.Count],
            Places = key >= 0 && attributes[key].Symbols <= symbols.Length * 4L ? PlacesOf(symbols, attributes[key].Symbols) : null,
            Sorted = sides.Count == 0 ? null : Side(0),
            Checked = [.. Enumerable.Range(1, Math.Max(0, sides.Count - 1)).Select(Side)],
            Rules = [.. ordered.Select(e => e.Rule)],
            Tests = ordered.Exists(e => e.Tests.Length > 0) ? [.. ordered.Select(e => e.Tests)] : null,
        };
    }

    private static int[] PlacesOf(int[] symbols, int count)
    {
        var places = new int[count];
        for (var i = 0; i < symbols.Length; i++)
            places[symbols[i]] = i + 1;
        return places;
    }
}
