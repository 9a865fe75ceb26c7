using System.Numerics;
using System.Text;

namespace StreamScoring.TestKit.Decisioning;

/// <summary>murmur3, x86, 32 bit, seed 0, over UTF-8: written down from its definition, sharing nothing with the product.</summary>
public static class NaiveMurmur3
{
    public static uint Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var hash = 0u;
        for (var i = 0; i < bytes.Length; i += 4)
        {
            var block = 0u;
            for (var k = Math.Min(4, bytes.Length - i) - 1; k >= 0; k--)
                block = (block << 8) | bytes[i + k];
            block = BitOperations.RotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
            hash ^= block;
            if (bytes.Length - i >= 4)
                hash = (BitOperations.RotateLeft(hash, 13) * 5) + 0xe6546b64;
        }

        hash ^= (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }

    public static bool IsWithin(uint bucket, double share) => bucket < (ulong)(share * 4294967296.0);
}
