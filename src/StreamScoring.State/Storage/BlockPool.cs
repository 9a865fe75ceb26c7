using System.Runtime.InteropServices;

namespace StreamScoring.State.Storage;

/// <summary>Blocks of bytes, carved from large arrays and handed out again after they were freed. A block is known by a number.</summary>
internal sealed class BlockPool
{
    private const int ChunkBytes = 256 * 1024;
    private const int UnitShift = 4;
    private const int UnitBits = 14;
    private const int LargestCarved = 32 * 1024;

    private readonly int[] _free = new int[SizeClass.Count];
    private byte[][] _chunks = new byte[4][];
    private int _chunkCount;
    private int _carving = -1;
    private int _carved = ChunkBytes;

    public BlockPool() => Array.Fill(_free, -1);

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
        var block = _free[sizeClass];
        if (block >= 0)
        {
            _free[sizeClass] = MemoryMarshal.Read<int>(Span(block, 0, sizeof(int)));
            return block;
        }

        if (capacity > LargestCarved)
            return AddChunk(capacity) << UnitBits;
        if (ChunkBytes - _carved < capacity)
        {
            _carving = AddChunk(ChunkBytes);
            _carved = 0;
        }

        block = (_carving << UnitBits) | (_carved >> UnitShift);
        _carved += capacity;
        return block;
    }

    /// <summary>Takes a block back. <paramref name="capacity"/> as <see cref="Allocate"/> gave it.</summary>
    public void Free(int block, int capacity)
    {
        var sizeClass = SizeClass.Of(capacity);
        MemoryMarshal.Write(Span(block, 0, sizeof(int)), _free[sizeClass]);
        _free[sizeClass] = block;
    }

    /// <summary>Part of a block.</summary>
    public Span<byte> Span(int block, int start, int length) =>
        _chunks[block >> UnitBits].AsSpan(((block & ((1 << UnitBits) - 1)) << UnitShift) + start, length);

    private int AddChunk(int bytes)
    {
        if (_chunkCount == 1 << (31 - UnitBits))
            throw new InvalidOperationException("the state of one partition is larger than the pool can address: use more partitions");
        if (_chunkCount == _chunks.Length)
            Array.Resize(ref _chunks, _chunkCount * 2);
        _chunks[_chunkCount] = new byte[bytes];
        Bytes += bytes;
        return _chunkCount++;
    }
}
