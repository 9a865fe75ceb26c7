namespace StreamScoring.Decisioning.Experiments;

/// <summary>Unleash's arithmetic, so that a rollout begun there goes on here with the same people. The product's own experiments use <see cref="Bucketing"/>.</summary>
public static class Unleash
{
    /// <summary>The seed of variants; rollouts have 0.</summary>
    public const uint VariantSeed = 86028157;

    /// <summary>A number from 1 to <paramref name="normalizer"/> (more than 0) for an id in a group; ids are UTF-8.</summary>
    public static uint Normalise(ReadOnlySpan<byte> group, ReadOnlySpan<byte> id, uint normalizer, uint seed = 0)
    {
        var hash = new Murmur3(seed);
        hash.Add(group);
        hash.Add(":"u8);
        hash.Add(id);
        return (hash.End() % normalizer) + 1;
    }

    /// <summary>Whether an id is within a rollout of so many percent.</summary>
    public static bool IsEnabled(ReadOnlySpan<byte> group, ReadOnlySpan<byte> id, int percentage) =>
        percentage > 0 && Normalise(group, id, 100) <= percentage;

    /// <summary>The variant of an id by the variants' weights, in their order; -1 when no weight is positive.</summary>
    public static int Variant(ReadOnlySpan<byte> group, ReadOnlySpan<byte> id, ReadOnlySpan<int> weights)
    {
        uint total = 0;
        foreach (var weight in weights)
            total += (uint)Math.Max(0, weight);
        if (total == 0)
            return -1;
        long place = Normalise(group, id, total, VariantSeed);
        for (var i = 0; i < weights.Length; i++)
        {
            place -= Math.Max(0, weights[i]);
            if (place <= 0 && weights[i] > 0)
                return i;
        }

        return -1;
    }
}
