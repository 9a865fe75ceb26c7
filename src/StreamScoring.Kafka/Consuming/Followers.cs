using Confluent.Kafka;
using StreamScoring.Kafka.Settings;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Consuming;

/// <summary>
/// Partitions that the client reads because others are assigned. The client takes them outside of its assignment callbacks only, so they
/// are noted there and
/// served by the poll thread right after.
/// </summary>
internal sealed class Followers(IConsumer<StagedSpan, StagedSpan> consumer, Clients clients)
{
    private readonly HashSet<TopicPartition> _held = [];
    private readonly HashSet<TopicPartition> _wanted = [];

    public void Add(IEnumerable<TopicPartition> partitions) => _wanted.UnionWith(partitions);

    public void Remove(IEnumerable<TopicPartition> partitions) => _wanted.ExceptWith(partitions);

    /// <summary>Brings the client to what is wanted; when it refuses for now (it is just being reassigned), the next call tries again.</summary>
    public void Serve()
    {
        if (_held.SetEquals(_wanted))
            return;
        try
        {
            // What the client really has: it lets go of everything by itself when it leaves its group.
            var has = consumer.Assignment.ToHashSet();
            var gone = _held.Except(_wanted).Select(Names.Confluent).Where(has.Contains).ToList();
            if (gone.Count > 0)
                consumer.IncrementalUnassign(gone);
            var come = _wanted.Except(_held).Select(Names.Confluent).Where(p => !has.Contains(p)).ToList();
            if (come.Count > 0)
                consumer.IncrementalAssign(come.Select(p => new TopicPartitionOffset(p, Offset.Unset)));
        }
        catch (KafkaException e) when (!e.Error.IsFatal)
        {
            clients.Say(KafkaSeverity.Warning, e.Error.Code.ToString(), $"partitions that follow others are taken later: {e.Error.Reason}");
            return;
        }

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
