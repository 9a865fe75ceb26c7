using Confluent.Kafka;
using StreamScoring.Kafka.Settings;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Consuming;

/// <summary>
/// Partitions that the client reads because others are assigned. The client takes them outside of its assignment callbacks only, so they are noted there and
/// served by the poll thread right after.
/// </summary>
internal sealed class Followers(IConsumer<StagedSpan, StagedSpan> consumer)
{
    private readonly HashSet<TopicPartition> _held = [];
    private readonly HashSet<TopicPartition> _wanted = [];

    public void Add(IEnumerable<TopicPartition> partitions) => _wanted.UnionWith(partitions);

    public void Remove(IEnumerable<TopicPartition> partitions) => _wanted.ExceptWith(partitions);

    /// <summary>Brings the client to what is wanted.</summary>
    public void Serve()
    {
        if (_held.SetEquals(_wanted))
            return;
        var gone = _held.Except(_wanted).ToList();
        if (gone.Count > 0)
            consumer.IncrementalUnassign(gone.Select(Names.Confluent));
        var come = _wanted.Except(_held).ToList();
        if (come.Count > 0)
            consumer.IncrementalAssign(come.Select(p => new TopicPartitionOffset(Names.Confluent(p), Offset.Unset)));
        _held.Clear();
        _held.UnionWith(_wanted);
    }

    /// <summary>Lets the client go of all of them.</summary>
    public void Clear()
    {
        _wanted.Clear();
        Serve();
    }
}
