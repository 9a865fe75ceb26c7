using System.Runtime.InteropServices;

namespace StreamScoring.State.Storage;

/// <summary>
/// Blocks of bytes in large arrays, a block known by a number. An array holds blocks of one size while any of them is used and can then hold another size: keys that
/// grow together leave nothing behind.
/// </summary>
internal sealed class BlockPool
{
    private const int ChunkBytes = 128 * 1024;
    private const int UnitShift = 4;
    private const int UnitBits = 13;
    private const int LargestShared = ChunkBytes / 8;
    private const int SparesKept = 4;

    // By size class: the first chunk that has room; of sizes that have a chunk of their own, the first spare one.
    private readonly int[] _first = new int[SizeClass.Count];
    private readonly int[] _usedLarge = new int[SizeClass.Count];
    private readonly int[] _spareLarge = new int[SizeClass.Count];
    private byte[][] _bytes = new byte[4][];
    private Chunk[] _chunks = new Chunk[4];
    private int _chunkCount;
    private int _firstEmpty = -1;
    private int _firstGone = -1;

    public BlockPool() => Array.Fill(_first, -1);

    /// <summary>Bytes held, used or not.</summary>
    public long Bytes { get; private set; }

    /// <summary>A block of at least <paramref name="bytes"/>, not cleared. <paramref name="capacity"/> is what it really holds.</summary>
    public int Allocate(int bytes, out int capacity)
    {
        if (bytes > 1 << 30)
            throw new InvalidOperationException(
                $"the state of one key cannot take more than 1 GiB ({bytes} bytes wanted): lower the limits per window"
            );
        var sizeClass = SizeClass.Of(bytes);
        capacity = SizeClass.Bytes(sizeClass);
        if (capacity > LargestShared)
            return AllocateLarge(sizeClass, capacity) << UnitBits;

        var number = _first[sizeClass];
        if (number < 0)
        {
            number = TakeEmpty();
            _chunks[number] = new Chunk
            {
                FirstFree = -1,
                Next = -1,
                Previous = -1,
            };
            _first[sizeClass] = number;
        }

        ref var chunk = ref _chunks[number];
        chunk.Used++;
        int block;
        if (chunk.FirstFree >= 0)
        {
            block = chunk.FirstFree;
            chunk.FirstFree = MemoryMarshal.Read<int>(Span(block, 0, sizeof(int)));
        }
        else
        {
            block = (number << UnitBits) | (chunk.Carved >> UnitShift);
            chunk.Carved += capacity;
        }

        if (chunk.FirstFree < 0 && ChunkBytes - chunk.Carved < capacity)
            Unlink(sizeClass, ref chunk);
        return block;
    }

    /// <summary>Takes a block back. <paramref name="capacity"/> as <see cref="Allocate"/> gave it.</summary>
    public void Free(int block, int capacity)
    {
        var sizeClass = SizeClass.Of(capacity);
        var number = block >> UnitBits;
        ref var chunk = ref _chunks[number];
        if (capacity > LargestShared)
        {
            FreeLarge(sizeClass, number, ref chunk);
            return;
        }

        if (chunk.FirstFree < 0 && ChunkBytes - chunk.Carved < capacity)
            Link(sizeClass, number, ref chunk);
        MemoryMarshal.Write(Span(block, 0, sizeof(int)), chunk.FirstFree);
        chunk.FirstFree = block;
        if (--chunk.Used > 0)
            return;
        Unlink(sizeClass, ref chunk);
        chunk.Next = _firstEmpty;
        _firstEmpty = number;
    }

    /// <summary>Part of a block.</summary>
    public Span<byte> Span(int block, int start, int length) =>
        _bytes[block >> UnitBits].AsSpan(((block & ((1 << UnitBits) - 1)) << UnitShift) + start, length);

    private int AllocateLarge(int sizeClass, int capacity)
    {
        _usedLarge[sizeClass]++;
        var number = _first[sizeClass];
        if (number < 0)
            return AddChunk(capacity);
        _first[sizeClass] = _chunks[number].Next;
        _spareLarge[sizeClass]--;
        return number;
    }

    private void FreeLarge(int sizeClass, int number, ref Chunk chunk)
    {
        // As many spares as blocks in use: each transaction takes a second block for every key that it writes.
        if (_spareLarge[sizeClass] < SparesKept + --_usedLarge[sizeClass])
        {
            chunk.Next = _first[sizeClass];
            _first[sizeClass] = number;
            _spareLarge[sizeClass]++;
            return;
        }

        Bytes -= _bytes[number].Length;
        _bytes[number] = [];
        chunk.Next = _firstGone;
        _firstGone = number;
    }

    private int TakeEmpty()
    {
        var number = _firstEmpty;
        if (number < 0)
            return AddChunk(ChunkBytes);
        _firstEmpty = _chunks[number].Next;
        return number;
    }

    private int AddChunk(int bytes)
    {
        var number = _firstGone;
        if (number >= 0)
        {
            _firstGone = _chunks[number].Next;
        }
        else
        {
            if (_chunkCount == 1 << (31 - UnitBits))
                throw new InvalidOperationException(
                    "the state of one partition is larger than the pool can address (32 GiB): use more partitions"
                );
            if (_chunkCount == _chunks.Length)
            {
                Array.Resize(ref _chunks, _chunkCount * 2);
                Array.Resize(ref _bytes, _chunkCount * 2);
            }

            number = _chunkCount++;
        }

        _bytes[number] = new byte[bytes];
        Bytes += bytes;
        return number;
    }

    private void Link(int sizeClass, int number, ref Chunk chunk)
    {
        chunk.Previous = -1;
        chunk.Next = _first[sizeClass];
        if (chunk.Next >= 0)
            _chunks[chunk.Next].Previous = number;
        _first[sizeClass] = number;
    }

    private void Unlink(int sizeClass, ref Chunk chunk)
    {
        if (chunk.Previous >= 0)
            _chunks[chunk.Previous].Next = chunk.Next;
        else
            _first[sizeClass] = chunk.Next;
        if (chunk.Next >= 0)
            _chunks[chunk.Next].Previous = chunk.Previous;
    }

    private struct Chunk
    {
        public int FirstFree;
        public int Carved;
        public int Used;
        public int Next;
        public int Previous;
    }
}
