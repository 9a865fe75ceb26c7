using System.Globalization;

namespace StreamScoring.Decisioning.Experiments;

/// <summary>A part [<paramref name="Start"/>, <paramref name="End"/>) of the numbers from 0 to 1.</summary>
public readonly record struct BucketRange(double Start, double End)
{
    /// <summary>Whether a number lies in it.</summary>
    public bool Contains(double n) => n >= Start && n < End;
}

/// <summary>
/// GrowthBook's arithmetic, so that an experiment begun there goes on here with the same people in the same arms. The product's own experiments use
/// <see cref="Bucketing"/>.
/// </summary>
public static class GrowthBook
{
    /// <summary>A number from 0 to 1 for a value; null for a version of the hash that does not exist (there are 1 and 2).</summary>
    public static double? Hash(string seed, string value, int version) =>
        version switch
        {
            2 => Fnv1a(Fnv1a(seed + value).ToString(CultureInfo.InvariantCulture)) % 10_000 / 10_000.0,
            1 => Fnv1a(value + seed) % 1_000 / 1_000.0,
            _ => null,
        };

    /// <summary>Equal weights; none of none.</summary>
    public static double[] EqualWeights(int count)
    {
        var weights = new double[Math.Max(0, count)];
        Array.Fill(weights, 1.0 / Math.Max(1, count));
        return weights;
    }

    /// <summary>
    /// The range of each of <paramref name="count"/> variations: as wide as its weight times the coverage (0 to 1), beginning where the weights before it end. Weights
    /// that are too few, too many or do not add up to 1 (by a hundredth) are equal ones.
    /// </summary>
    public static BucketRange[] Ranges(int count, double coverage, IReadOnlyList<double>? weights)
    {
        coverage = Math.Clamp(coverage, 0, 1);
        if (weights is null || weights.Count != count || Math.Abs(weights.Sum() - 1) > 0.01)
            weights = EqualWeights(count);
        var ranges = new BucketRange[count];
        var start = 0.0;
        for (var i = 0; i < count; i++)
        {
            ranges[i] = new BucketRange(start, start + (coverage * weights[i]));
            start += weights[i];
        }

        return ranges;
    }

    /// <summary>The variation whose range has the number; -1 when none has.</summary>
    public static int Choose(double n, ReadOnlySpan<BucketRange> ranges)
    {
        for (var i = 0; i < ranges.Length; i++)
        {
            if (ranges[i].Contains(n))
                return i;
        }

        return -1;
    }

    /// <summary>Whether a value lies in the part of a namespace that an experiment has: its kind of mutual exclusion.</summary>
    public static bool IsInNamespace(string value, string name, BucketRange range) => range.Contains(Hash("__" + name, value, 1)!.Value);

    // Over UTF-16 units, as its JavaScript reference has it.
    private static uint Fnv1a(string text)
    {
        var hash = 0x811C9DC5;
        foreach (var c in text)
            hash = (hash ^ c) * 0x01000193;
        return hash;
    }
}
