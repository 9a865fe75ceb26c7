using System.Numerics;

namespace StreamScoring.State.Storage;

/// <summary>The block sizes of the pool: 64 bytes, then four steps to each doubling, so that at most a fifth of a block is unused.</summary>
internal static class SizeClass
{
    /// <summary>Enough classes for blocks of 1 GiB.</summary>
    public const int Count = 97;

    /// <summary>The smallest class whose blocks hold <paramref name="bytes"/>.</summary>
    public static int Of(int bytes)
    {
        if (bytes <= 64)
            return 0;
        var n = (uint)bytes - 1;
        var log = BitOperations.Log2(n);
        return ((log - 6) << 2) + (int)((n >> (log - 2)) & 3) + 1;
    }

    /// <summary>The bytes of a block; a multiple of 16.</summary>
    public static int Bytes(int sizeClass)
    {
        if (sizeClass == 0)
            return 64;
        var doubling = (sizeClass - 1) >> 2;
        return (64 << doubling) + ((((sizeClass - 1) & 3) + 1) * (16 << doubling));
    }
}
