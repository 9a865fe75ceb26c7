using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamScoring.Kafka.Reading;
using StreamScoring.Kafka.Restoring;
using StreamScoring.Kafka.Settings;
using StreamScoring.Pipeline.Ports;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Topics;

/// <summary>Looks at a consumer group from outside.</summary>
internal sealed class GroupStates(string group, Clients clients, TopicAdmin topics, TimeProvider time)
{
    private const int FirstLook = 64;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    /// <summary>Every partition of the topics that exist, in order. Throws <see cref="LogException"/> when the cluster does not answer.</summary>
    public IReadOnlyList<GroupPartition> Read(IReadOnlyList<string> names)
    {
        var owners = Owners();
        var changelog = Restoring.Changelog.TopicOf(group);
        var kept = topics.Partitions(changelog);
        using var restorer = new Restorer(group, clients, topics, time);
        using var patience = new CancellationTokenSource(s_timeout);
        var found = new List<GroupPartition>();
        foreach (var name in names)
        {
            for (var p = 0; p < topics.Partitions(name); p++)
            {
                var partition = new TopicPartition(name, p);
                using var reader = new KafkaPartitionReader(clients, partition, time);
                var committed = Committed(restorer, partition, patience.Token);
                var progress = p < kept ? ProgressOf(new TopicPartition(changelog, p), partition) : null;
                found.Add(new GroupPartition(partition, owners.GetValueOrDefault(partition), committed, reader.Bounds().End, progress));
            }
        }

        return found;
    }

    private static long? Committed(Restorer restorer, TopicPartition partition, CancellationToken stop)
    {
        try
        {
            return restorer.CommittedOffset(partition, stop);
        }
        catch (OperationCanceledException)
        {
            throw new LogException($"{partition}: the cluster has not told the committed offset for {s_timeout.TotalSeconds} s");
        }
    }

    // A commit writes progress with the state that it changed, so the newest is near the end, however much state there is.
    private Progress? ProgressOf(TopicPartition changelog, TopicPartition of)
    {
        using var reader = new KafkaPartitionReader(clients, changelog, time);
        var (start, end) = reader.Bounds();
        var key = Restoring.Changelog.ProgressKey(of.Topic);
        var batch = new RecordBatch(1024);
        for (long back = FirstLook; ; back *= 4)
        {
            var from = Math.Max(start, end - back);
            Progress? newest = null;
            for (var at = from; at < end; at = batch.NextOffset)
            {
                reader.Read(at, batch, 4 << 20);
                for (var i = 0; i < batch.Count; i++)
                {
                    if (batch.HasValue(i) && batch.Key(i).SequenceEqual(key))
                        newest = ProgressRecord.Read(of, batch.Value(i));
                }

                if (batch.NextOffset == at)
                    break;
            }

            if (newest is not null || from == start)
                return newest;
        }
    }

    private Dictionary<TopicPartition, string> Owners()
    {
        var owners = new Dictionary<TopicPartition, string>();
        try
        {
            var described = topics
                .Client.DescribeConsumerGroupsAsync([group], new DescribeConsumerGroupsOptions { RequestTimeout = s_timeout })
                .GetAwaiter()
                .GetResult();
            foreach (var member in described.ConsumerGroupDescriptions.SelectMany(g => g.Members))
            {
                var name = member.GroupInstanceId is { Length: > 0 } fixedName ? fixedName : member.ConsumerId;
                foreach (var partition in member.Assignment.TopicPartitions)
                    owners[new TopicPartition(partition.Topic, partition.Partition.Value)] = name + "@" + member.Host.TrimStart('/');
            }
        }
        catch (KafkaException e)
        {
            // A group that nobody has joined yet, or that the cluster does not describe to this user: the offsets still tell.
            clients.Say(KafkaSeverity.Information, "GROUP", $"group '{group}' is not described: {e.Error.Reason}");
        }

        return owners;
    }
}
