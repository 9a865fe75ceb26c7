using System.Text;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Restoring;

/// <summary>What a changelog partition says after all of it was read: the newest state of each key, and how far each topic was read.</summary>
internal sealed class ChangelogImage
{
    private readonly Dictionary<byte[], byte[]> _state = new(ByteKeys.Instance);
    private readonly Dictionary<byte[], byte[]>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;

    public ChangelogImage() => _byBytes = _state.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Progress by topic.</summary>
    public SortedDictionary<string, Progress> Progress { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes the records of a batch, in offset order.</summary>
    public void Apply(RecordBatch records, TopicPartition changelog)
    {
        for (var i = 0; i < records.Count; i++)
        {
            var key = records.Key(i);
            if (Changelog.KindOf(key, changelog.Topic) == Changelog.ProgressKind)
            {
                var topic = Encoding.UTF8.GetString(key[1..]);
                Progress[topic] = ProgressRecord.Read(new TopicPartition(topic, changelog.Partition), records.Value(i));
            }
            else if (records.HasValue(i))
            {
                _byBytes[key[1..]] = records.Value(i).ToArray();
            }
            else
            {
                _byBytes.Remove(key[1..]);
            }
        }
    }

    /// <summary>The progress alone.</summary>
    public ChangelogImage WithoutState()
    {
        var image = new ChangelogImage();
        foreach (var (topic, progress) in Progress)
            image.Progress[topic] = progress;
        return image;
    }

    /// <summary>Hands out the state.</summary>
    public void Visit(StateVisitor each)
    {
        foreach (var (key, value) in _state)
            each(key, value);
    }
}
