using System.Globalization;
using System.Runtime.InteropServices;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Experiments;

/// <summary>
/// Which arms a key is in, kept so that changed weights move nobody who is in an arm that still is. Its section is a pair of ids (experiment, arm; 8 bytes each) per
/// experiment, in ascending order.
/// </summary>
public sealed class StickyArms
{
    /// <summary>The kind of its definition.</summary>
    public const string Kind = "experiment_arms";

    private const int PairBytes = 16;
    private readonly int _slot;

    private StickyArms(int slot) => _slot = slot;

    /// <summary>The definition; the same for all rule sets.</summary>
    public static StateDefinition Definition { get; } = new(Kind, Sections.HashOf(Kind)) { Check = Fault };

    /// <summary>The arms in a layout. Throws <see cref="KeyNotFoundException"/> when it lacks the definition.</summary>
    public static StickyArms In(StateLayout layout) => new(layout.SlotOf(Definition));

    /// <summary>
    /// The arm of a key by its position: the one it is in, if the experiment still has it with a weight, else the one that its hash gives, which is kept. For entry -1,
    /// that of the hash.
    /// </summary>
    public int ArmOf(KeyedState state, int entry, Experiment experiment, ReadOnlySpan<byte> identity)
    {
        var pairs = Pairs(state.Read(entry, _slot));
        var at = Sections.LowerBound(pairs, experiment.Id);
        var isKept = at < pairs.Length && pairs[at].Key == experiment.Id;
        if (isKept && experiment.FindArm(pairs[at].Value) is >= 0 and var kept && experiment.Arms[kept].Weight > 0)
            return kept;
        var arm = experiment.ArmOf(identity);
        if (entry < 0)
            return arm;
        var count = pairs.Length;
        var section = MemoryMarshal.Cast<byte, Pair>(state.Write(entry, _slot, (count + (isKept ? 0 : 1)) * PairBytes));
        if (!isKept)
            section[at..count].CopyTo(section[(at + 1)..]);
        section[at] = new Pair(experiment.Id, experiment.ArmId(arm));
        return arm;
    }

    private static ReadOnlySpan<Pair> Pairs(ReadOnlySpan<byte> section) => MemoryMarshal.Cast<byte, Pair>(section);

    private static string? Fault(ReadOnlySpan<byte> section)
    {
        if (section.Length % PairBytes != 0)
            return string.Create(CultureInfo.InvariantCulture, $"has {section.Length} bytes, which is no multiple of {PairBytes}");
        return Sections.IsAscending(Pairs(section)) ? null : "is out of order";
    }
}
