using System.Buffers.Binary;
using System.Text;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Restoring;

/// <summary>A progress record's bytes: version (1), next offset (8), profile offset (8), active set (UTF-8, the rest); big endian.</summary>
internal static class ProgressRecord
{
    public const byte Version = 1;
    private const int FixedBytes = 17;

    public static byte[] Write(Progress progress)
    {
        var bytes = new byte[FixedBytes + Encoding.UTF8.GetByteCount(progress.ActiveSet)];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), progress.NextOffset);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(9), progress.ProfileOffset);
        Encoding.UTF8.GetBytes(progress.ActiveSet, bytes.AsSpan(FixedBytes));
        return bytes;
    }

    /// <summary>Throws <see cref="LogException"/> when the bytes are of another version or too short.</summary>
    public static Progress Read(TopicPartition partition, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedBytes || bytes[0] != Version)
        {
            throw new LogException(
                $"the progress record of {partition} is {(bytes.IsEmpty ? "empty" : $"of version {bytes[0]}")}, this is a program for version {Version}: run the version that wrote it, or a newer one"
            );
        }

        return new Progress(
            partition,
            BinaryPrimitives.ReadInt64BigEndian(bytes[1..]),
            Encoding.UTF8.GetString(bytes[FixedBytes..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[9..])
        );
    }
}
