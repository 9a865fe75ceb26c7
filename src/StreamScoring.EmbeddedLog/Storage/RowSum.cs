using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Storage;

/// <summary>
/// What a row of state or progress must add up to: SQLite does not notice a flipped bit, and a wrong count would be scored with for ever. XXH3 of 64 bits; 0 stands for a row
/// that a program before version 2 wrote, which is not checked.
/// </summary>
internal static class RowSum
{
    /// <summary>The sum of a key's state.</summary>
    public static long Of(long scope, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        Written(XxHash3.HashToUInt64(value, (long)XxHash3.HashToUInt64(key, scope)));

    /// <summary>The sum of a partition's progress.</summary>
    public static long Of(int groupId, int partitionId, Progress progress)
    {
        Span<byte> bytes = stackalloc byte[24];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, groupId);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], partitionId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], progress.NextOffset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], progress.ProfileOffset);
        var set = MemoryMarshal.AsBytes(progress.ActiveSet.AsSpan());
        return Written(XxHash3.HashToUInt64(set, (long)XxHash3.HashToUInt64(bytes)));
    }

    /// <summary>Whether a row may hold what it held.</summary>
    public static bool Agrees(long stored, long computed) => stored == 0 || stored == computed;

    private static long Written(ulong hash) => hash == 0 ? 1 : (long)hash;
}
