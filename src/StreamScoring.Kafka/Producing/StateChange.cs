using StreamScoring.Kafka.Restoring;

namespace StreamScoring.Kafka.Producing;

/// <summary>A state change that waits for the commit: the key as it stands in the changelog, and the value, null to remove it.</summary>
internal readonly record struct StateChange(int Partition, byte[] Key, byte[]? Value)
{
    public static StateChange Of(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        new(partition, Changelog.StateKey(key), value.IsEmpty ? null : value.ToArray());
}
