using System.IO.Hashing;
using System.Numerics;

namespace StreamScoring.State.Storage;

/// <summary>The entries of a partition, found by key through an open-addressing index (linear probing, deletion by shifting back).</summary>
internal sealed class EntryTable
{
    private readonly BlockPool _pool;
    private Entry[] _entries = new Entry[64];
    private int[] _freed = new int[16];
    private int _freedCount;
    private int _used;

    // Per place the upper half is the hash, the lower the entry + 1; 0 is empty.
    private ulong[] _index = new ulong[256];

    public EntryTable(BlockPool pool) => _pool = pool;

    /// <summary>Entries in use.</summary>
    public int Count => _used - _freedCount;

    /// <summary>One past the largest entry number ever given.</summary>
    public int End => _used;

    /// <summary>Bytes held beside the pool.</summary>
    public long Bytes =>
        (_entries.LongLength * System.Runtime.CompilerServices.Unsafe.SizeOf<Entry>()) + (_freed.LongLength * 4) + (_index.LongLength * 8);

    public ref Entry this[int entry] => ref _entries[entry];

    /// <summary>Whether an entry number is in use.</summary>
    public bool IsUsed(int entry) => (uint)entry < (uint)_used && _entries[entry].Capacity != 0;

    public ReadOnlySpan<byte> Key(in Entry entry) => _pool.Span(entry.Block, 0, entry.KeyLength);

    public static uint HashOf(ReadOnlySpan<byte> key) => (uint)XxHash3.HashToUInt64(key);

    public int Find(ReadOnlySpan<byte> key, uint hash)
    {
        var index = _index;
        var mask = index.Length - 1;
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var place = index[at];
            if (place == 0)
                return -1;
            if ((uint)(place >> 32) != hash)
                continue;
            var entry = (int)(uint)place - 1;
            ref readonly var e = ref _entries[entry];
            if (e.KeyLength == key.Length && Key(e).SequenceEqual(key))
                return entry;
        }
    }

    /// <summary>Makes an entry without a value; the key must not be there.</summary>
    public int Add(ReadOnlySpan<byte> key, uint hash)
    {
        if ((Count + 1) * 2L > _index.Length)
            GrowIndex();
        int entry;
        if (_freedCount > 0)
        {
            entry = _freed[--_freedCount];
        }
        else
        {
            if (_used == _entries.Length)
                Array.Resize(ref _entries, checked(_used * 2));
            entry = _used++;
        }

        // Room for a small value at once: a key without one is the exception.
        var block = _pool.Allocate(checked(key.Length + 64), out var capacity);
        key.CopyTo(_pool.Span(block, 0, key.Length));
        _entries[entry] = new Entry
        {
            Hash = hash,
            KeyLength = key.Length,
            Block = block,
            Capacity = capacity,
            IsNew = true,
        };
        Place(hash, entry);
        return entry;
    }

    /// <summary>Takes an entry out and frees its block.</summary>
    public void Remove(int entry)
    {
        ref var e = ref _entries[entry];
        var mask = _index.Length - 1;
        var wanted = ((ulong)e.Hash << 32) | (uint)(entry + 1);
        var hole = (int)e.Hash & mask;
        while (_index[hole] != wanted)
            hole = (hole + 1) & mask;
        for (var at = (hole + 1) & mask; _index[at] != 0; at = (at + 1) & mask)
        {
            var home = (int)(_index[at] >> 32) & mask;
            if (((at - home) & mask) < ((at - hole) & mask))
                continue;
            _index[hole] = _index[at];
            hole = at;
        }

        _index[hole] = 0;
        _pool.Free(e.Block, e.Capacity);
        e = default;
        if (_freedCount == _freed.Length)
            Array.Resize(ref _freed, _freedCount * 2);
        _freed[_freedCount++] = entry;
    }

    private void Place(uint hash, int entry)
    {
        var mask = _index.Length - 1;
        var at = (int)hash & mask;
        while (_index[at] != 0)
            at = (at + 1) & mask;
        _index[at] = ((ulong)hash << 32) | (uint)(entry + 1);
    }

    private void GrowIndex()
    {
        var old = _index;
        _index = new ulong[checked((int)BitOperations.RoundUpToPowerOf2((uint)old.Length + 1))];
        foreach (var place in old)
        {
            if (place != 0)
                Place((uint)(place >> 32), (int)(uint)place - 1);
        }
    }
}
