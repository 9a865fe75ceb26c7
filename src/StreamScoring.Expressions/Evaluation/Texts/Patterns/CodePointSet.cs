using System.Globalization;
using System.Text;

namespace StreamScoring.Expressions.Evaluation.Texts.Patterns;

/// <summary>A set of Unicode code points: ranges in order, without overlap, both ends included.</summary>
internal sealed class CodePointSet
{
    private const int Last = 0x10FFFF;

    private readonly (int From, int To)[] _ranges;

    private CodePointSet(IEnumerable<(int From, int To)> ranges)
    {
        var merged = new List<(int From, int To)>();
        foreach (var range in ranges.OrderBy(r => r.From))
        {
            if (merged is [.., var last] && range.From <= last.To + 1)
                merged[^1] = (last.From, Math.Max(last.To, range.To));
            else
                merged.Add(range);
        }

        _ranges = [.. merged];
    }

    /// <summary>Nothing.</summary>
    public static CodePointSet Empty { get; } = new([]);

    /// <summary>The set of some ranges.</summary>
    public static CodePointSet Of(params IEnumerable<(int From, int To)> ranges) => new(ranges);

    /// <summary>What is in either.</summary>
    public CodePointSet Union(CodePointSet other) => new(_ranges.Concat(other._ranges));

    /// <summary>What is in both.</summary>
    public CodePointSet Intersection(CodePointSet other) => Complement().Union(other.Complement()).Complement();

    /// <summary>All other code points.</summary>
    public CodePointSet Complement()
    {
        var rest = new List<(int, int)>();
        var next = 0;
        foreach (var (from, to) in _ranges)
        {
            if (from > next)
                rest.Add((next, from - 1));
            next = to + 1;
        }

        if (next <= Last)
            rest.Add((next, Last));
        return new(rest);
    }

    /// <summary>With the other case of each ASCII letter.</summary>
    public CodePointSet WithAsciiCases()
    {
        IEnumerable<(int, int)> Moved(int first, int last, int by) =>
            _ranges.Where(r => r.From <= last && r.To >= first).Select(r => (Math.Max(r.From, first) + by, Math.Min(r.To, last) + by));
        return new(_ranges.Concat(Moved('a', 'z', 'A' - 'a')).Concat(Moved('A', 'Z', 'a' - 'A')));
    }

    /// <summary>With all other cases of each letter, by Unicode; those beyond U+FFFF have one only.</summary>
    public CodePointSet WithUnicodeCases() =>
        Of(_ranges.Concat(CaseGroups.All.Where(g => g.Any(Contains)).SelectMany(g => g.Select(c => (c, c)))));

    /// <summary>Whether a code point is in it.</summary>
    public bool Contains(int codePoint) => Array.Exists(_ranges, r => r.From <= codePoint && codePoint <= r.To);

    /// <summary>Writes what matches one character of the set in UTF-16 on .NET; returns the states that takes.</summary>
    public int Write(StringBuilder text)
    {
        var single = new StringBuilder();
        var pairs = new StringBuilder();
        var alternatives = 0;
        foreach (var (from, to) in _ranges)
        {
            // A half of a pair is no character.
            Units(single, from, Math.Min(to, 0xD7FF));
            Units(single, Math.Max(from, 0xE000), Math.Min(to, 0xFFFF));
            if (to > 0xFFFF)
                alternatives += Pairs(pairs, Math.Max(from, 0x10000), to);
        }

        if (single.Length == 0 && pairs.Length == 0)
            text.Append(@"[^\u0000-\uFFFF]");
        else if (pairs.Length == 0)
            text.Append('[').Append(single).Append(']');
        else if (single.Length == 0)
            text.Append("(?:").Append(pairs, 1, pairs.Length - 1).Append(')');
        else
            text.Append("(?:[").Append(single).Append(']').Append(pairs).Append(')');
        return Math.Max(1, alternatives);
    }

    private static int Pairs(StringBuilder text, int from, int to)
    {
        var (first, last) = (High(from), High(to));
        if (first == last)
        {
            Pair(text, first, last, Low(from), Low(to));
            return 1;
        }

        var count = 0;
        if (Low(from) > 0xDC00)
        {
            Pair(text, first, first, Low(from), 0xDFFF);
            (first, count) = (first + 1, 1);
        }

        var isOpen = Low(to) < 0xDFFF;
        if (first <= last - (isOpen ? 1 : 0))
        {
            Pair(text, first, last - (isOpen ? 1 : 0), 0xDC00, 0xDFFF);
            count++;
        }

        if (!isOpen)
            return count;
        Pair(text, last, last, 0xDC00, Low(to));
        return count + 1;
    }

    private static void Pair(StringBuilder text, int firstHigh, int lastHigh, int firstLow, int lastLow)
    {
        text.Append("|[");
        Units(text, firstHigh, lastHigh);
        text.Append("][");
        Units(text, firstLow, lastLow);
        text.Append(']');
    }

    private static void Units(StringBuilder text, int from, int to)
    {
        if (from > to)
            return;
        text.Append(CultureInfo.InvariantCulture, $"\\u{from:X4}");
        if (to > from)
            text.Append(CultureInfo.InvariantCulture, $"-\\u{to:X4}");
    }

    private static int High(int codePoint) => 0xD800 + ((codePoint - 0x10000) >> 10);

    private static int Low(int codePoint) => 0xDC00 + ((codePoint - 0x10000) & 0x3FF);
}
