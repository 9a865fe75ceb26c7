using System.Buffers.Binary;
using System.Numerics;

namespace StreamScoring.Decisioning.Experiments;

/// <summary>
/// MurmurHash3 x86 32 bit, by hand because System.IO.Hashing lacks it. Bytes may come in pieces: the hash is that of the pieces one after another.
/// </summary>
public struct Murmur3
{
    private const uint C1 = 0xCC9E2D51;
    private const uint C2 = 0x1B873593;

    private uint _hash;
    private uint _tail;
    private int _length;

    /// <summary>A hash of no bytes yet.</summary>
    public Murmur3(uint seed) => _hash = seed;

    /// <summary>The hash of some bytes.</summary>
    public static uint Hash(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        var hash = new Murmur3(seed);
        hash.Add(bytes);
        return hash.End();
    }

    /// <summary>Takes the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        if ((_length & 3) == 0)
        {
            for (; at + 4 <= bytes.Length; at += 4)
                Mix(BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]));
            _length += at;
        }

        for (; at < bytes.Length; at++)
        {
            _tail |= (uint)bytes[at] << (8 * (_length & 3));
            if ((++_length & 3) != 0)
                continue;
            Mix(_tail);
            _tail = 0;
        }
    }

    /// <summary>The hash of all that was taken.</summary>
    public readonly uint End()
    {
        var hash = _hash;
        if ((_length & 3) != 0)
            hash ^= Scramble(_tail);
        hash ^= (uint)_length;
        hash ^= hash >> 16;
        hash *= 0x85EBCA6B;
        hash ^= hash >> 13;
        hash *= 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }

    private static uint Scramble(uint block) => BitOperations.RotateLeft(block * C1, 15) * C2;

    private void Mix(uint block) => _hash = (BitOperations.RotateLeft(_hash ^ Scramble(block), 13) * 5) + 0xE6546B64;
}
