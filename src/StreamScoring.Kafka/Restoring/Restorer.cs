using System.Globalization;
using Confluent.Kafka;
using StreamScoring.Kafka.Consuming;
using StreamScoring.Kafka.Reading;
using StreamScoring.Kafka.Settings;
using StreamScoring.Kafka.Topics;
using StreamScoring.Pipeline.Ports;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Restoring;

/// <summary>
/// Reads a group's state back, and its committed offsets. Waits, and says so, while an earlier owner's transaction is still open or no
/// broker answers; what waits throws <see cref="OperationCanceledException"/> when it is told to stop.
/// </summary>
internal sealed class Restorer(string group, Clients clients, TopicAdmin topics, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan _longWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    // One client for all questions: a new one for each would be a storm of connections on a cluster that just comes back.
    private readonly Lazy<IConsumer<StagedSpan, StagedSpan>> _questions = new(() =>
        clients.Consumer(clients.Settings.UncommittedReader(), new Staging())
    );

    private readonly Lazy<IConsumer<StagedSpan, StagedSpan>> _members = new(() =>
        clients.Consumer(clients.Settings.Naming(group), new Staging())
    );

    /// <summary>
    /// Everything that was committed to a partition of the changelog before this call. The end is taken as an uncommitted reader sees it:
    /// the committed one stops
    /// before a transaction that is just being committed, and would miss it.
    /// </summary>
    public ChangelogImage Read(int partition, CancellationToken stop)
    {
        var image = new ChangelogImage();
        var changelog = new TopicPartition(Changelog.TopicOf(group), partition);
        // What a member made when it joined is there, even when a broker that is just coming back does not know it yet.
        if (partition >= Patiently(() => topics.KnownPartitions(changelog.Topic), changelog, stop))
            return image;
        var end = Patiently(() => UncommittedEnd(changelog), changelog, stop);
        using var reader = new KafkaPartitionReader(clients, changelog, time);
        var batch = new RecordBatch(1024);
        var at = Patiently(() => reader.Bounds().Start, changelog, stop);
        var moved = time.GetTimestamp();
        while (at < end)
        {
            var from = at;
            if (Patiently(() => reader.Read(from, batch, 4 << 20), changelog, stop) > 0)
                image.Apply(batch, changelog);
            if (batch.NextOffset > at)
                moved = time.GetTimestamp();
            else if (time.GetElapsedTime(moved) > _longWait)
                clients.Say(
                    KafkaSeverity.Warning,
                    "RESTORE",
                    $"{changelog} waits at offset {at.ToString(CultureInfo.InvariantCulture)} for a transaction that its former owner left open; the cluster gives it up after its timeout. If this stays: kafka-transactions find-hanging"
                );
            if (batch.NextOffset == at)
                clients.Rest(stop);
            at = batch.NextOffset;
        }

        return image;
    }

    /// <summary>The group's committed offset, once no transaction is about to move it; null when there is none.</summary>
    public long? CommittedOffset(TopicPartition partition, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                // Not the administrative call for it: librdkafka 2.16 crashes when the coordinator answers that one with an error.
                var offset = _members.Value.Committed([Names.Confluent(partition)], _timeout)[0].Offset.Value;
                return offset >= 0 ? offset : null;
            }
            catch (KafkaException e)
            {
                var error = e is TopicPartitionOffsetException { Results: [var result, ..] } ? result.Error : e.Error;
                if (error.IsFatal || error.Code is ErrorCode.GroupAuthorizationFailed or ErrorCode.TopicAuthorizationFailed)
                    throw new LogException($"{partition}: the committed offset of group '{group}' is not to be had: {error.Reason}", e);
                clients.Say(KafkaSeverity.Warning, error.Code.ToString(), $"{partition}: waiting for the committed offset: {error.Reason}");
                clients.Rest(stop);
            }
        }
    }

    /// <summary>
    /// Whether progress agrees with the committed offset, as it must. A topic that follows another may have lost its offset, which the
    /// cluster forgets after some days
    /// without a commit because no member is subscribed to it: there, progress alone counts.
    /// </summary>
    public bool Agrees(TopicPartition partition, Progress? progress, bool isFollower, CancellationToken stop)
    {
        var committed = CommittedOffset(partition, stop);
        return committed == progress?.NextOffset || (committed is null && isFollower);
    }

    /// <summary>What to say and do when they do not agree.</summary>
    public LogException Disagreement(TopicPartition partition, Progress? progress, CancellationToken stop) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{partition}: group '{group}' has committed {Text(CommittedOffset(partition, stop))}, but its state in '{Changelog.TopicOf(group)}' was written up to {Text(progress?.NextOffset)}. Somebody moved the offsets or the state; going on would count events twice or not at all. Put the offset back ({Text(progress?.NextOffset)}; kafka-consumer-groups --reset-offsets), or, to begin anew, delete both the offsets and the topic '{Changelog.TopicOf(group)}' while no worker runs"
            )
        );

    public void Dispose()
    {
        if (_questions.IsValueCreated)
            _questions.Value.Dispose();
        if (_members.IsValueCreated)
            _members.Value.Dispose();
    }

    private static string Text(long? offset) => offset is { } o ? "offset " + o.ToString(CultureInfo.InvariantCulture) : "no offset";

    private long UncommittedEnd(TopicPartition changelog)
    {
        try
        {
            return _questions.Value.QueryWatermarkOffsets(Names.Confluent(changelog), _timeout).High.Value;
        }
        catch (KafkaException e)
        {
            throw new LogException($"{changelog}: no broker tells its end: {e.Error.Reason}", e);
        }
    }

    // A worker that cannot read its state has nothing better to do than to wait for the cluster.
    private T Patiently<T>(Func<T> ask, TopicPartition about, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return ask();
            }
            catch (LogException e)
                when (e is not CorruptRecordException
                    && e.InnerException is KafkaException { Error.IsFatal: false } cause
                    && !IsDenied(cause)
                )
            {
                clients.Say(KafkaSeverity.Warning, cause.Error.Code.ToString(), $"restoring {about} waits: {e.Message}");
                clients.Rest(stop);
            }
        }
    }

    private static bool IsDenied(KafkaException e) =>
        e.Error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed;
}
