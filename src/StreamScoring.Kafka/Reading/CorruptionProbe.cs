using System.Globalization;
using Confluent.Kafka;
using StreamScoring.Kafka.Consuming;
using StreamScoring.Kafka.Settings;
using StreamScoring.Pipeline.Ports;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Reading;

/// <summary>
/// Finds where reading can go on behind broken bytes. A broken batch does not tell how many records it held, and a fetch anywhere inside it brings all of it
/// again: so offsets behind its start are tried, at growing distances and then halving them, until the first that gives something else.
/// </summary>
internal static class CorruptionProbe
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>The first offset behind <paramref name="broken"/> at which reading gives a record or the end; null when the cluster does not answer.</summary>
    public static long? FirstReadable(Clients clients, TopicPartition partition, long broken)
    {
        using var consumer = clients.Consumer(clients.Settings.Reader(), new Staging());
        long bad = broken;
        long step = 1;
        long good;
        while (true)
        {
            if (IsReadable(consumer, partition, broken + step) is not { } readable)
                return null;
            good = broken + step;
            if (readable)
                break;
            bad = good;
            step *= 2;
        }

        while (good - bad > 1)
        {
            var middle = bad + ((good - bad) / 2);
            if (IsReadable(consumer, partition, middle) is not { } readable)
                return null;
            if (readable)
                good = middle;
            else
                bad = middle;
        }

        return good;
    }

    /// <summary>The error for a worker or reader.</summary>
    public static CorruptRecordException Describe(TopicPartition partition, long offset, long next) =>
        new(
            partition,
            offset,
            next,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{partition}: the batch at offset {offset} has a wrong checksum or cannot be unpacked; reading can go on at offset {next}"
            )
        );

    /// <summary>Whether an error of the client says that bytes of the log are broken.</summary>
    public static bool IsCorruption(ConsumeException e) => e.Error.Code is ErrorCode.Local_BadMsg or ErrorCode.Local_BadCompression;

    private static bool? IsReadable(IConsumer<StagedSpan, StagedSpan> consumer, TopicPartition partition, long offset)
    {
        consumer.Assign(new TopicPartitionOffset(Names.Confluent(partition), new Offset(offset)));
        try
        {
            return consumer.Consume(_patience) is null ? null : true;
        }
        catch (ConsumeException e) when (IsCorruption(e))
        {
            return false;
        }
        catch (ConsumeException e) when (e.Error.Code == ErrorCode.OffsetOutOfRange)
        {
            return true;
        }
        catch (KafkaException)
        {
            return null;
        }
    }
}
