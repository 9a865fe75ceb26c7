using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Kafka;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>What the group has not scored yet, as an outsider sees it.</summary>
internal sealed class Backlog : IDisposable
{
    private readonly NamespacedLog _log;
    private readonly ITransaction _progress;
    private readonly SettledEnds _settled;
    private readonly KafkaPlan _plan;
    private (TopicPartition Partition, long Offset) _left;
    private readonly RecordBatch _one = new(1);
    private readonly Dictionary<TopicPartition, IPartitionReader> _readers = [];

    public Backlog(KafkaPlan plan)
    {
        _plan = plan;
        // At least once, a writer's progress is the committed offset alone: workers may go on meanwhile.
        _log = KafkaWork.Open(plan with { Delivery = Delivery.AtLeastOnce, StaticName = "" }, "backlog");
        _progress = _log.OpenWriter(PipelineWork.Group, "backlog");
        _settled = new SettledEnds(plan.Bootstrap);
    }

    /// <summary>
    /// Whether every event of both contract topics is behind the group's committed offsets. Of the re-keyed topic that is told after the
    /// other: it gets its events from there.
    /// </summary>
    public bool IsEmpty
    {
        get
        {
            try
            {
                return Topics.All(topic => Enumerable.Range(0, KafkaWork.Partitions).All(p => IsDone(new TopicPartition(topic, p))));
            }
            catch (Exception e) when (e is LogException or Confluent.Kafka.KafkaException)
            {
                // A broker is away: who asks is told later.
                return false;
            }
        }
    }

    private string[] Topics =>
        _plan.Delivery == Delivery.ExactlyOnce
            ? [_plan.Settings.Topics.Events, _plan.Settings.Topics.Rekeyed]
            : [_plan.Settings.Topics.Events];

    /// <summary>Waits until there is none. Fails when it does not get less for minutes, with what the workers said last.</summary>
    public void WaitUntilEmpty(params IEnumerable<WorkerProcess> workers)
    {
        try
        {
            for (var isEmpty = false; !isEmpty; )
            {
                var at = _left;
                Patience.Until(() => (isEmpty = IsEmpty) || _left != at, "every event to be scored", every: 100);
            }
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}, {_left} waits: {string.Concat(workers.Select(w => w.Last))}", e);
        }
    }

    public void Dispose()
    {
        foreach (var reader in _readers.Values)
            reader.Dispose();
        _progress.Dispose();
        _log.Dispose();
        _settled.Dispose();
    }

    /// <summary>Throws what ended it: a host that is to run does not end by itself.</summary>
    public static bool HasEnded(PipelineHost host)
    {
        if (host.WaitFor(TimeSpan.Zero))
            host.Wait();
        return false;
    }

    private bool IsDone(TopicPartition partition)
    {
        _settled.Wait(partition with { Topic = _plan.Prefix + partition.Topic });
        if (!_readers.TryGetValue(partition, out var reader))
            reader = _readers[partition] = _log.OpenReader(partition.Topic, partition.Partition);
        // Behind the last record stand transaction markers, which no progress passes.
        var next = _progress.ReadProgress(partition)?.NextOffset ?? 0;
        if (reader.Read(next, _one, 1 << 20) == 0)
            return true;
        _left = (partition, next);
        return false;
    }
}
