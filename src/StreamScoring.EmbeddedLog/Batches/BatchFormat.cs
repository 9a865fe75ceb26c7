using System.Buffers.Binary;
using System.IO.Hashing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Batches;

/// <summary>
/// The bytes of a stored batch, little endian. Header of 48: version (1 byte), 7 zero bytes, record count (4), bytes behind the header (4), hash of those (8),
/// partition id (8), base offset (8), hash of the 40 bytes before (8); the version byte and the place of that last hash are the same in every version, so that
/// an unknown version is told from a broken one. Then each record: offset minus base (4), key, value and headers length (4 each; -1: null), timestamp ms (8), key, value, headers.
/// Hashes are XXH3 of 64 bits.
/// </summary>
internal static class BatchFormat
{
    public const byte Version = 1;
    public const int HeaderBytes = 48;
    public const int RecordBytes = 24;

    /// <summary>Writes the part of the header that does not depend on the place in the log.</summary>
    public static void WriteContent(Span<byte> batch, int records)
    {
        batch[..HeaderBytes].Clear();
        batch[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(batch[8..], records);
        BinaryPrimitives.WriteInt32LittleEndian(batch[12..], batch.Length - HeaderBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(batch[16..], XxHash3.HashToUInt64(batch[HeaderBytes..]));
    }

    /// <summary>Writes the rest: where the batch stands.</summary>
    public static void WritePlace(Span<byte> batch, int partitionId, long baseOffset)
    {
        BinaryPrimitives.WriteInt64LittleEndian(batch[24..], partitionId);
        BinaryPrimitives.WriteInt64LittleEndian(batch[32..], baseOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(batch[40..], XxHash3.HashToUInt64(batch[..40]));
    }

    public static void WriteRecord(Span<byte> target, int offsetDelta, int keyLength, int valueLength, int headersLength, long timestampMs)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, offsetDelta);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], keyLength);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], valueLength);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], headersLength);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], timestampMs);
    }

    /// <summary>What is wrong with a batch that should stand at that place, or null.</summary>
    public static string? Fault(ReadOnlySpan<byte> batch, int partitionId, long baseOffset)
    {
        if (batch.Length < HeaderBytes)
            return $"it has {batch.Length} bytes, fewer than its header";
        if (BinaryPrimitives.ReadUInt64LittleEndian(batch[40..]) != XxHash3.HashToUInt64(batch[..40]))
            return "the checksum of its header does not match";
        if (batch[0] != Version)
            throw new LogException(
                $"a batch at offset {baseOffset} has format version {batch[0]}, this program reads version {Version}: use a newer program"
            );
        if (
            BinaryPrimitives.ReadInt64LittleEndian(batch[24..]) != partitionId
            || BinaryPrimitives.ReadInt64LittleEndian(batch[32..]) != baseOffset
        )
            return "it belongs to another place of the log";
        if (BinaryPrimitives.ReadInt32LittleEndian(batch[12..]) != batch.Length - HeaderBytes)
            return "its length does not match its header";
        return BinaryPrimitives.ReadUInt64LittleEndian(batch[16..]) == XxHash3.HashToUInt64(batch[HeaderBytes..])
            ? null
            : "the checksum of its records does not match";
    }
}
