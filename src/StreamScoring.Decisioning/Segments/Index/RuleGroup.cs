namespace StreamScoring.Decisioning.Segments.Index;

/// <summary>
/// Rules that look at the same attributes in the same way, column by column: found by the symbol of one attribute, cut by the sorted bound of another, checked by the
/// bounds of the rest. Immutable.
/// </summary>
internal sealed class RuleGroup
{
    /// <summary>The attribute whose symbol finds a range of entries; -1 when all entries are one range.</summary>
    public required int Key { get; init; }

    /// <summary>The symbols that have entries, ascending.</summary>
    public required int[] Symbols { get; init; }

    /// <summary>Per symbol, where its entries begin; one more for the end.</summary>
    public required int[] Starts { get; init; }

    /// <summary>When the symbols are many of the attribute's: per symbol its index in <see cref="Symbols"/> + 1, or 0.</summary>
    public required int[]? Places { get; init; }

    /// <summary>The bound by which the entries of a range are sorted; null when there is none.</summary>
    public required Bounds? Sorted { get; init; }

    /// <summary>The other bounds. Longer than there are entries, so that whole vectors can be loaded.</summary>
    public required Bounds[] Checked { get; init; }

    /// <summary>Per entry, the rule.</summary>
    public required int[] Rules { get; init; }

    /// <summary>Per entry, the tests that remain; null when no entry has any.</summary>
    public required int[][]? Tests { get; init; }

    /// <summary>The entries of a symbol.</summary>
    public (int Start, int End) Range(int symbol)
    {
        int at;
        if (Places is { } places)
        {
            at = (uint)symbol < (uint)places.Length ? places[symbol] - 1 : -1;
        }
        else
        {
            at = Array.BinarySearch(Symbols, symbol);
        }

        return at < 0 ? default : (Starts[at], Starts[at + 1]);
    }

    /// <summary>One side of the intervals of an attribute, an entry each.</summary>
    /// <param name="Attribute">The attribute.</param>
    /// <param name="IsLow">Whether values must not be lower, or not be higher.</param>
    /// <param name="Values">The bounds.</param>
    internal sealed record Bounds(int Attribute, bool IsLow, double[] Values)
    {
        /// <summary>How many entries from <paramref name="start"/> to <paramref name="end"/> a value passes, when they are sorted: lows ascending, highs descending.</summary>
        public int Passed(int start, int end, double value)
        {
            int low = start,
                high = end;
            while (low < high)
            {
                var middle = (low + high) >> 1;
                if (IsLow ? value >= Values[middle] : value <= Values[middle])
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }
    }
}
