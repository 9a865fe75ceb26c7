using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamScoring.Kafka.Consuming;
using StreamScoring.Kafka.Reading;
using StreamScoring.Kafka.Settings;
using StreamScoring.Kafka.Topics;
using StreamScoring.Pipeline.Ports;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Restoring;

/// <summary>Reads a group's state back, and its committed offsets. Waits, and says so, while an earlier owner's transaction is still open or no broker answers.</summary>
internal sealed class Restorer(string group, Clients clients, TopicAdmin topics, TimeProvider time)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Everything that was committed to a partition of the changelog before this call. The end is taken as an uncommitted reader sees it: the committed one stops
    /// before a transaction that is just being committed, and would miss it.
    /// </summary>
    public ChangelogImage Read(int partition)
    {
        var image = new ChangelogImage();
        var changelog = new TopicPartition(Changelog.TopicOf(group), partition);
        if (partition >= Patiently(() => topics.Partitions(changelog.Topic), changelog))
            return image;
        var end = Patiently(() => UncommittedEnd(changelog), changelog);
        using var reader = new KafkaPartitionReader(clients, changelog, time);
        var batch = new RecordBatch(1024);
        var at = Patiently(() => reader.Bounds().Start, changelog);
        while (at < end)
        {
            var from = at;
            if (Patiently(() => reader.Read(from, batch, 4 << 20), changelog) > 0)
                image.Apply(batch, changelog);
            if (batch.NextOffset == at)
                clients.Rest();
            at = batch.NextOffset;
        }

        return image;
    }

    /// <summary>The group's committed offset, once no transaction is about to move it; null when there is none.</summary>
    public long? CommittedOffset(TopicPartition partition)
    {
        while (true)
        {
            try
            {
                var asked = new ConsumerGroupTopicPartitions(group, [Names.Confluent(partition)]);
                var options = new ListConsumerGroupOffsetsOptions { RequireStableOffsets = true, RequestTimeout = _timeout };
                var found = topics.Client.ListConsumerGroupOffsetsAsync([asked], options).GetAwaiter().GetResult()[0].Partitions[0];
                return found.Offset.Value >= 0 ? found.Offset.Value : null;
            }
            catch (KafkaException e)
            {
                var error = (e as ListConsumerGroupOffsetsException)?.Results[0] is { } result
                    ? result.Partitions.Select(p => p.Error).FirstOrDefault(r => r.IsError, result.Error)
                    : e.Error;
                if (error.Code is ErrorCode.GroupIdNotFound)
                    return null;
                if (error.IsFatal || error.Code is ErrorCode.GroupAuthorizationFailed or ErrorCode.TopicAuthorizationFailed)
                    throw new LogException($"{partition}: the committed offset of group '{group}' is not to be had: {error.Reason}", e);
                if (error.Code != ErrorCode.UnstableOffsetCommit)
                    clients.Say(KafkaSeverity.Warning, error.Code.ToString(), $"{partition}: waiting for the committed offset: {error.Reason}");
                clients.Rest();
            }
        }
    }

    /// <summary>
    /// The progress, which must agree with the committed offset. A topic that follows another may have lost its offset, which the cluster forgets after some days
    /// without a commit because no member is subscribed to it: there, progress alone counts.
    /// </summary>
    public Progress? Agreed(TopicPartition partition, Progress? progress, bool isFollower)
    {
        var committed = CommittedOffset(partition);
        if (committed == progress?.NextOffset || (committed is null && isFollower))
            return progress;
        throw new LogException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{partition}: group '{group}' has committed {Text(committed)}, but its state in '{Changelog.TopicOf(group)}' was written up to {Text(progress?.NextOffset)}. Somebody moved the offsets or the state; going on would count events twice or not at all. Put the offset back ({Text(progress?.NextOffset)}; kafka-consumer-groups --reset-offsets), or, to begin anew, delete both the offsets and the topic '{Changelog.TopicOf(group)}' while no worker runs"
            )
        );
    }

    private static string Text(long? offset) => offset is { } o ? "offset " + o.ToString(CultureInfo.InvariantCulture) : "no offset";

    private long UncommittedEnd(TopicPartition changelog)
    {
        using var consumer = clients.Consumer(clients.Settings.UncommittedReader(), new Staging());
        try
        {
            return consumer.QueryWatermarkOffsets(Names.Confluent(changelog), _timeout).High.Value;
        }
        catch (KafkaException e)
        {
            throw new LogException($"{changelog}: no broker tells its end: {e.Error.Reason}", e);
        }
    }

    // A worker that cannot read its state has nothing better to do than to wait for the cluster.
    private T Patiently<T>(Func<T> ask, TopicPartition about)
    {
        while (true)
        {
            try
            {
                return ask();
            }
            catch (LogException e) when (e is not CorruptRecordException && e.InnerException is KafkaException { Error.IsFatal: false } cause && !IsDenied(cause))
            {
                clients.Say(KafkaSeverity.Warning, cause.Error.Code.ToString(), $"restoring {about} waits: {e.Message}");
                clients.Rest();
            }
        }
    }

    private static bool IsDenied(KafkaException e) =>
        e.Error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed;
}
