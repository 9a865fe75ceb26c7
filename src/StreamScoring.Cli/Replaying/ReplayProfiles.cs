using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Replaying;

/// <summary>Versions of profiles as a partition.</summary>
internal sealed class ReplayProfiles(IReadOnlyList<ProfileVersion> profiles) : IPartitionReader
{
    public (long Start, long End) Bounds() => (0, profiles.Count);

    public long OffsetAt(long timestampMs)
    {
        for (var i = 0; i < profiles.Count; i++)
        {
            if (profiles[i].TimestampMs >= timestampMs)
                return i;
        }

        return profiles.Count;
    }

    public int Read(long offset, RecordBatch into, int maxBytes)
    {
        into.Reset(offset);
        for (var i = (int)offset; i < profiles.Count && into.Count < into.Capacity && (into.Count == 0 || into.Bytes < maxBytes); i++)
            into.Add(i, profiles[i].TimestampMs, true, profiles[i].Key, profiles[i].Json is not null, profiles[i].Json, default);
        return into.Count;
    }

    public void Dispose() { }
}
