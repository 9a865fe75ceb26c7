using System.Globalization;
using System.Runtime.InteropServices;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Offers;

/// <summary>An offer of a proposition; the id is the first 16 bytes of <see cref="Records.PropositionId"/>'s hash.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct ShownOffer(ulong IdHigh, ulong IdLow, ulong Offer);

/// <summary>
/// Which offers a key's newest propositions had, so that displays and interactions, which come back with the proposition's id, are counted for them. The section is a
/// <see cref="ShownOffer"/> (24 bytes) each, the newest last, <see cref="Most"/> at most; what is reported of older ones is not counted.
/// </summary>
internal sealed class ShownOffers
{
    public const string Kind = "shown_offers";

    /// <summary>How many are kept for a key.</summary>
    public const int Most = 32;

    private const int ShownBytes = 24;
    private readonly int _slot;

    private ShownOffers(int slot) => _slot = slot;

    public static StateDefinition Definition { get; } = new(Kind, Sections.HashOf(Kind)) { Check = Fault };

    public static ShownOffers In(StateLayout layout) => new(layout.SlotOf(Definition));

    public int Count(KeyedState state, int entry) => state.Read(entry, _slot).Length / ShownBytes;

    public ShownOffer At(KeyedState state, int entry, int index) => Shown(state, entry)[index];

    /// <summary>Adds the newest. Nothing for entry -1.</summary>
    public void Add(KeyedState state, int entry, ShownOffer shown)
    {
        if (entry < 0)
            return;
        var count = Count(state, entry);
        var section = MemoryMarshal.Cast<byte, ShownOffer>(state.Write(entry, _slot, Math.Min(Most, count + 1) * ShownBytes));
        if (count >= Most)
            section[1..].CopyTo(section);
        section[^1] = shown;
    }

    private ReadOnlySpan<ShownOffer> Shown(KeyedState state, int entry) => MemoryMarshal.Cast<byte, ShownOffer>(state.Read(entry, _slot));

    private static string? Fault(ReadOnlySpan<byte> section) =>
        section.Length % ShownBytes == 0 && section.Length <= Most * ShownBytes
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"has {section.Length} bytes, which is no multiple of {ShownBytes} up to {Most * ShownBytes}"
            );
}
