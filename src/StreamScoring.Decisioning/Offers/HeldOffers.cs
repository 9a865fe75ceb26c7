using System.Globalization;
using System.Runtime.InteropServices;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Offers;

/// <summary>That a placement shows an offer until a time, included.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct HeldOffer(ulong Placement, ulong Offer, long UntilNs);

/// <summary>What each placement still shows a key. The section is a <see cref="HeldOffer"/> (24 bytes) a placement, ascending.</summary>
internal sealed class HeldOffers
{
    public const string Kind = "held_offers";

    private const int HeldBytes = 24;
    private readonly int _slot;

    private HeldOffers(int slot) => _slot = slot;

    public static StateDefinition Definition { get; } = new(Kind, Sections.HashOf(Kind)) { Check = Fault };

    public static HeldOffers In(StateLayout layout) => new(layout.SlotOf(Definition));

    /// <summary>What a placement shows, past its time or not; the default when it holds nothing.</summary>
    public HeldOffer Of(KeyedState state, int entry, ulong placement)
    {
        foreach (var held in Held(state, entry))
        {
            if (held.Placement == placement)
                return held;
        }

        return default;
    }

    /// <summary>Holds an offer in place of what the placement held.</summary>
    public void Hold(KeyedState state, int entry, HeldOffer offer)
    {
        if (entry < 0)
            return;
        var held = Held(state, entry);
        var (count, at) = (held.Length, Find(held, offer.Placement));
        var isNew = at == count || held[at].Placement != offer.Placement;
        var section = MemoryMarshal.Cast<byte, HeldOffer>(state.Write(entry, _slot, (count + (isNew ? 1 : 0)) * HeldBytes));
        if (isNew)
            section[at..count].CopyTo(section[(at + 1)..]);
        section[at] = offer;
    }

    /// <summary>Holds nothing any more.</summary>
    public void Release(KeyedState state, int entry, ulong placement)
    {
        var held = Held(state, entry);
        var (count, at) = (held.Length, Find(held, placement));
        if (at == count || held[at].Placement != placement)
            return;
        var section = MemoryMarshal.Cast<byte, HeldOffer>(state.Write(entry, _slot, count * HeldBytes));
        section[(at + 1)..].CopyTo(section[at..]);
        state.Write(entry, _slot, (count - 1) * HeldBytes);
    }

    private static int Find(ReadOnlySpan<HeldOffer> held, ulong placement)
    {
        var at = 0;
        while (at < held.Length && held[at].Placement < placement)
            at++;
        return at;
    }

    private ReadOnlySpan<HeldOffer> Held(KeyedState state, int entry) => MemoryMarshal.Cast<byte, HeldOffer>(state.Read(entry, _slot));

    private static string? Fault(ReadOnlySpan<byte> section)
    {
        if (section.Length % HeldBytes != 0)
            return string.Create(CultureInfo.InvariantCulture, $"has {section.Length} bytes, which is no multiple of {HeldBytes}");
        var held = MemoryMarshal.Cast<byte, HeldOffer>(section);
        for (var i = 1; i < held.Length; i++)
        {
            if (held[i].Placement <= held[i - 1].Placement)
                return "is out of order";
        }

        return null;
    }
}
