namespace StreamScoring.Decisioning.Experiments;

/// <summary>
/// The one hash by which people are put into buckets: murmur3 (x86, 32 bit, seed 0) over the UTF-8 bytes of salt and id, as flagd has it. A pure function of the two,
/// so that a person finds the same bucket on every machine, in every partition, and in a replay.
/// </summary>
public static class Bucketing
{
    /// <summary>The bucket of an id, one of 2^32. Salts of different length cannot be told from a longer id: give each purpose its own salt.</summary>
    public static uint Of(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> id)
    {
        var hash = new Murmur3(0);
        hash.Add(salt);
        hash.Add(id);
        return hash.End();
    }

    /// <summary>Whether a bucket lies in the first <paramref name="share"/> (0 to 1) of all.</summary>
    public static bool IsWithin(uint bucket, double share) => bucket < (ulong)(Math.Clamp(share, 0, 1) * 4294967296.0);

    /// <summary>
    /// Which of several weights a bucket falls to: (bucket × total) >> 32, walked over the weights in their order. -1 when no weight is positive; negative ones count as 0.
    /// </summary>
    public static int Pick(uint bucket, ReadOnlySpan<int> weights)
    {
        ulong total = 0;
        foreach (var weight in weights)
            total += (uint)Math.Max(0, weight);
        var place = Place(bucket, total);
        for (var i = 0; i < weights.Length; i++)
        {
            var weight = (uint)Math.Max(0, weights[i]);
            if (place < weight)
                return i;
            place -= weight;
        }

        return -1;
    }

    /// <summary>Which of <paramref name="count"/> equal parts a bucket falls to; -1 of none.</summary>
    public static int Pick(uint bucket, int count) => count <= 0 ? -1 : (int)Place(bucket, (uint)count);

    // Weights may add up to more than 32 bits.
    private static ulong Place(uint bucket, ulong total) => (ulong)(((UInt128)bucket * total) >> 32);
}
