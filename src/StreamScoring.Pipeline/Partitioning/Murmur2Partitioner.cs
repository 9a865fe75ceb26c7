using System.Buffers.Binary;

namespace StreamScoring.Pipeline.Partitioning;

/// <summary>The partition that a Java producer gives a key (librdkafka's <c>murmur2_random</c> for keys that are not null): murmur2, sign bit cleared, modulo the partitions.</summary>
public static class Murmur2Partitioner
{
    /// <summary>The partition of <paramref name="key"/> among <paramref name="partitions"/> (at least 1).</summary>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions) => (Hash(key) & 0x7FFF_FFFF) % partitions;

    /// <summary>Kafka's murmur2 of the bytes, as Java's signed int.</summary>
    public static int Hash(ReadOnlySpan<byte> data)
    {
        const uint m = 0x5bd1e995;
        var h = 0x9747b28cu ^ (uint)data.Length;
        while (data.Length >= 4)
        {
            var k = BinaryPrimitives.ReadUInt32LittleEndian(data) * m;
            k ^= k >> 24;
            h = (h * m) ^ (k * m);
            data = data[4..];
        }

        if (data.Length >= 3)
            h ^= (uint)data[2] << 16;
        if (data.Length >= 2)
            h ^= (uint)data[1] << 8;
        if (data.Length >= 1)
            h = (h ^ data[0]) * m;
        h ^= h >> 13;
        h *= m;
        return (int)(h ^ (h >> 15));
    }
}
