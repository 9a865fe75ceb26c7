using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Topics;

/// <summary>What is known in memory of one partition: where it begins and ends. Changed under the commit lock, read by anyone.</summary>
internal sealed class PartitionLog(int id, TopicPartition name)
{
    private long _start;
    private long _end;

    /// <summary>The partition's number in the tables.</summary>
    public int Id => id;

    public TopicPartition Name => name;

    /// <summary>The first offset kept.</summary>
    public long Start => Volatile.Read(ref _start);

    /// <summary>One past the last committed offset.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>The largest timestamp so far, ms; <see cref="long.MinValue"/> in an empty partition.</summary>
    public long HighMs { get; private set; } = long.MinValue;

    /// <summary>Takes over what was found on opening.</summary>
    public void Load(long start, long end, long highMs)
    {
        Volatile.Write(ref _start, start);
        Publish(end, highMs);
    }

    /// <summary>Makes committed records visible.</summary>
    public void Publish(long end, long highMs)
    {
        HighMs = highMs;
        Volatile.Write(ref _end, end);
    }
}
