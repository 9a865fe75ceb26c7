using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace StreamScoring.Decisioning;

/// <summary>An id and what belongs to it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct Pair(ulong Key, ulong Value);

/// <summary>What the sections of decisioning's state share.</summary>
internal static class Sections
{
    /// <summary>The hash of a definition, from what it means.</summary>
    public static string HashOf(string meaning) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(meaning)));

    /// <summary>The index of the first pair whose key is not less.</summary>
    public static int LowerBound(ReadOnlySpan<Pair> pairs, ulong key)
    {
        int low = 0,
            high = pairs.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (pairs[middle].Key < key)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Whether the keys ascend, each once.</summary>
    public static bool IsAscending(ReadOnlySpan<Pair> pairs)
    {
        for (var i = 1; i < pairs.Length; i++)
        {
            if (pairs[i].Key <= pairs[i - 1].Key)
                return false;
        }

        return true;
    }
}
