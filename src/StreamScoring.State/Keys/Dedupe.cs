using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace StreamScoring.State.Keys;

/// <summary>
/// The ids of the key's newest events: a 128-bit hash and the event time of each, for <see cref="StateLimits.DedupeHorizonNs"/> by the key's clock and at most
/// <see cref="StateLimits.MaxDedupeIds"/>. The kernel asks before it counts an event in; a duplicate touches no state at all.
/// </summary>
/// <remarks>
/// Its section is the place of the oldest and the number of ids (2 bytes each), 4 bytes of zero, then for all places the lower halves of the hashes, the upper halves,
/// and the times, 8 bytes each; the ids stand in a ring.
/// </remarks>
/// <param name="Slot">Where the layout has it.</param>
/// <param name="Clock">The key's clock.</param>
public readonly record struct Dedupe(int Slot, KeyClock Clock)
{
    /// <summary>The kind of its definition.</summary>
    public const string Kind = "dedupe";

    private const int HeaderBytes = 8;
    private const int PlaceBytes = 24;
    private const int Step = 8;

    /// <summary>The one definition of it.</summary>
    public static StateDefinition Definition { get; } = BuiltIn.Define(Kind);

    /// <summary>Where <paramref name="layout"/> has it and the clock. Throws <see cref="KeyNotFoundException"/> when it lacks one.</summary>
    public static Dedupe In(StateLayout layout) => new(layout.SlotOf(Definition), KeyClock.In(layout));

    /// <summary>Whether an id (UTF-8) is remembered, by the key's clock with an event at <paramref name="timeNs"/> counted in. False for entry -1.</summary>
    public bool SeenBefore(KeyedState state, int entry, ReadOnlySpan<byte> id, long timeNs)
    {
        var section = state.Read(entry, Slot);
        if (section.IsEmpty)
            return false;
        var ring = new Ring(section);
        if (ring.Count == 0)
            return false;
        var hash = XxHash128.HashToUInt128(id);
        var oldestNs = OldestNs(state, Clock.Read(state, entry, timeNs));
        var rest = ring.Lower;
        for (var at = 0; ; at++)
        {
            var found = rest[at..].IndexOf((ulong)hash);
            if (found < 0)
                return false;
            at += found;
            if (ring.Upper[at] == (ulong)(hash >> 64) && ring.Holds(at) && ring.TimesNs[at] >= oldestNs)
                return true;
        }
    }

    /// <summary>Remembers an id (UTF-8) of an event at <paramref name="timeNs"/>; call it after the clock counted the event in. Nothing for entry -1.</summary>
    public void Add(KeyedState state, int entry, ReadOnlySpan<byte> id, long timeNs)
    {
        if (entry < 0)
            return;
        var hash = XxHash128.HashToUInt128(id);
        var oldestNs = OldestNs(state, Clock.Read(state, entry, timeNs));
        var section = state.Read(entry, Slot);
        var (first, count, places) = (0, 0, 0);
        if (!section.IsEmpty)
        {
            var ring = new Ring(section);
            (first, count, places) = (ring.First, ring.Count, ring.Places);
            while (count > 0 && (ring.TimesNs[first] < oldestNs || count >= state.Limits.MaxDedupeIds))
            {
                first = (first + 1) % places;
                count--;
            }
        }

        if (count == places || (places > 2 * Step && count * 4 <= places))
        {
            var wanted = Math.Max(Step, (count == places ? count + Math.Max(Step, count / 4) : count * 2) / Step * Step);
            Move(state, entry, first, count, places, wanted);
            (first, places) = (0, wanted);
        }

        var target = state.Write(entry, Slot, HeaderBytes + (places * PlaceBytes));
        var at = (first + count) % places;
        MemoryMarshal.Write(target, (ushort)first);
        MemoryMarshal.Write(target[2..], (ushort)(count + 1));
        var words = MemoryMarshal.Cast<byte, ulong>(target[HeaderBytes..]);
        words[at] = (ulong)hash;
        words[places + at] = (ulong)(hash >> 64);
        words[(2 * places) + at] = (ulong)timeNs;
    }

    /// <summary>What is wrong with a persisted section, or null.</summary>
    internal static string? Fault(ReadOnlySpan<byte> section)
    {
        if (section.Length < HeaderBytes + PlaceBytes || (section.Length - HeaderBytes) % PlaceBytes != 0)
            return string.Create(CultureInfo.InvariantCulture, $"has {section.Length} bytes, which make no ring of ids");
        var ring = new Ring(section);
        return ring.First < ring.Places && ring.Count <= ring.Places
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"claims {ring.Count} ids from place {ring.First} of {ring.Places}");
    }

    private static long OldestNs(KeyedState state, long clockNs) =>
        clockNs < long.MinValue + state.Limits.DedupeHorizonNs ? long.MinValue : clockNs - state.Limits.DedupeHorizonNs;

    /// <summary>Lays the ids out anew, oldest first, in another number of places.</summary>
    private void Move(KeyedState state, int entry, int first, int count, int places, int wanted)
    {
        var most = Math.Max(places, wanted);
        var section = state.Write(entry, Slot, HeaderBytes + (most * PlaceBytes));
        var words = MemoryMarshal.Cast<byte, ulong>(section[HeaderBytes..]);
        var rented = ArrayPool<ulong>.Shared.Rent(3 * count);
        var old = rented.AsSpan(0, 3 * count);
        for (var i = 0; i < count; i++)
        {
            var at = (first + i) % places;
            old[i] = words[at];
            old[count + i] = words[places + at];
            old[(2 * count) + i] = words[(2 * places) + at];
        }

        words.Clear();
        for (var part = 0; part < 3; part++)
            old.Slice(part * count, count).CopyTo(words[(part * wanted)..]);
        ArrayPool<ulong>.Shared.Return(rented);
        if (most > wanted)
            state.Write(entry, Slot, HeaderBytes + (wanted * PlaceBytes));
    }

    private readonly ref struct Ring
    {
        private readonly ReadOnlySpan<ulong> _words;

        public Ring(ReadOnlySpan<byte> section)
        {
            First = MemoryMarshal.Read<ushort>(section);
            Count = MemoryMarshal.Read<ushort>(section[2..]);
            _words = MemoryMarshal.Cast<byte, ulong>(section[HeaderBytes..]);
            Places = _words.Length / 3;
        }

        public int First { get; }

        public int Count { get; }

        public int Places { get; }

        public ReadOnlySpan<ulong> Lower => _words[..Places];

        public ReadOnlySpan<ulong> Upper => _words.Slice(Places, Places);

        public ReadOnlySpan<long> TimesNs => MemoryMarshal.Cast<ulong, long>(_words[(2 * Places)..]);

        /// <summary>Whether a place holds an id that was not let go.</summary>
        public bool Holds(int at) => (at >= First ? at - First : at + Places - First) < Count;
    }
}
