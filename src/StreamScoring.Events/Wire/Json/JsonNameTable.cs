using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamScoring.Events.Wire.Json;

/// <summary>
/// The properties that are read of one object, found by the bytes of their name. Names are told apart by length, first and last eight bytes, and only
/// for names longer than sixteen by the rest. Immutable.
/// </summary>
internal sealed class JsonNameTable
{
    private readonly Entry[] _entries;
    private readonly int[] _heads;
    private readonly ulong _multiplier;
    private readonly int _shift;

    public JsonNameTable(IReadOnlyList<(string Name, JsonPlace Node)> names)
    {
        _entries = [.. names.Select(n => Entry.Of(Encoding.UTF8.GetBytes(n.Name), n.Node))];
        MaxLength = _entries.Max(e => e.Name.Length);
        var bits = Math.Max(2, BitOperations.Log2((uint)_entries.Length) + 2);
        _shift = 64 - bits;
        _heads = new int[1 << bits];

        // The multiplier that puts the fewest names in one place; odd multiples of the golden ratio spread well.
        var fewest = int.MaxValue;
        for (var n = 0ul; n < 64 && fewest > 0; n++)
        {
            var candidate = unchecked(0x9E3779B97F4A7C15 * ((2 * n) + 1));
            var collisions = _entries.Length - _entries.Select(e => Hash(e.First, e.Last, e.Name.Length, candidate)).Distinct().Count();
            if (collisions < fewest)
                (fewest, _multiplier) = (collisions, candidate);
        }

        Array.Fill(_heads, -1);
        for (var i = 0; i < _entries.Length; i++)
        {
            ref var head = ref _heads[Hash(_entries[i].First, _entries[i].Last, _entries[i].Name.Length, _multiplier)];
            _entries[i].Next = head;
            head = i;
        }
    }

    /// <summary>Bytes of the longest name.</summary>
    public int MaxLength { get; }

    /// <summary>The node of a name, or null when nobody asked for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public JsonPlace? Find(ReadOnlySpan<byte> name)
    {
        var (first, last) = Ends(name);
        for (var i = _heads[Hash(first, last, name.Length, _multiplier)]; i >= 0; i = _entries[i].Next)
        {
            ref readonly var entry = ref _entries[i];
            if (
                entry.First == first
                && entry.Last == last
                && entry.Name.Length == name.Length
                && (name.Length <= 16 || name.SequenceEqual(entry.Name))
            )
                return entry.Node;
        }

        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Hash(ulong first, ulong last, int length, ulong multiplier) =>
        (int)(unchecked((first ^ BitOperations.RotateLeft(last, 23) ^ (ulong)length) * multiplier) >> _shift);

    /// <summary>The first and last eight bytes, overlapping in shorter names; below eight bytes the name itself, spread over both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong First, ulong Last) Ends(ReadOnlySpan<byte> name)
    {
        ref var p = ref MemoryMarshal.GetReference(name);
        var n = name.Length;
        if (n >= 8)
            return (Unsafe.ReadUnaligned<ulong>(ref p), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, n - 8)));
        if (n >= 4)
            return (Unsafe.ReadUnaligned<uint>(ref p), Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref p, n - 4)));
        return n == 0 ? default : (p, ((ulong)Unsafe.Add(ref p, n >> 1) << 8) | Unsafe.Add(ref p, n - 1));
    }

    private struct Entry
    {
        public ulong First;
        public ulong Last;
        public byte[] Name;
        public JsonPlace Node;
        public int Next;

        public static Entry Of(byte[] name, JsonPlace node)
        {
            var (first, last) = Ends(name);
            return new Entry
            {
                First = first,
                Last = last,
                Name = name,
                Node = node,
            };
        }
    }
}
