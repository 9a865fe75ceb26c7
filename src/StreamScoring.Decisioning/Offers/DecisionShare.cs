using StreamScoring.Decisioning.Experiments;

namespace StreamScoring.Decisioning.Offers;

/// <summary>
/// A partition's part of what is counted over all people: budgets, stocks and caps on the total. Fixed, so that no partition need look across: each has an equal part, and
/// what remains goes to the partitions one by one from one that a hash of the offer names. The parts add up to the whole; of a stock of 1 one partition has it all.
/// </summary>
public readonly record struct DecisionShare
{
    /// <summary>A share. A partition past <paramref name="partitions"/> (added later) has none of anything. Throws <see cref="ArgumentOutOfRangeException"/> below 0 and 1.</summary>
    /// <param name="partition">The partition, from 0.</param>
    /// <param name="partitions">How many there were when counting began. It must not change as long as the counts are kept: more would give out again what is gone.</param>
    public DecisionShare(int partition, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        (Partition, Partitions) = (partition, partitions);
    }

    /// <summary>Everything: there is one partition.</summary>
    public static DecisionShare Whole { get; } = new(0, 1);

    /// <summary>The partition.</summary>
    public int Partition { get; }

    /// <summary>How many there are.</summary>
    public int Partitions { get; }

    /// <summary>This partition's part of a number that an offer may not pass.</summary>
    public long Of(long all, string offer)
    {
        // A share that nobody made has nothing to give: closed when in doubt.
        if (Partitions == 0 || Partition >= Partitions || all <= 0)
            return 0;
        var (each, rest) = Math.DivRem(all, Partitions);
        var first = Bucketing.Pick(Murmur3.Hash(System.Text.Encoding.UTF8.GetBytes(offer)), Partitions);
        return each + ((Partition - first + Partitions) % Partitions < rest ? 1 : 0);
    }
}
