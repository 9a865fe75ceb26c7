using System.Buffers;
using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.DeadLetters;

/// <summary>A dead letter that was not sent back, and why.</summary>
internal sealed record Refusal(LetterPlace Place, string Reason);

/// <summary>What a retry did.</summary>
internal sealed record ResendOutcome(int Sent, IReadOnlyList<Refusal> Refused);

/// <summary>
/// Sends dead letters back to the events topic as they came, into the partition of their key. A retry of all remembers in the log how far it got, in a group of its
/// own, and the next one goes on there. After a crash in between some may be sent twice: the scorer knows an event by its <c>_id</c>.
/// </summary>
internal sealed class Resending(ILog log, AppConfiguration config, long limit)
{
    private const int Chunk = 200;
    private readonly ArrayBufferWriter<byte> _headers = new(512);
    private readonly List<Refusal> _refused = [];
    private int _sent;

    private string Letters => config.Pipeline.Topics.DeadLetters;

    private string Events => config.Pipeline.Topics.Events;

    /// <summary>Sends those named, or, when none is, all since the last time.</summary>
    public ResendOutcome Run(IReadOnlyList<LetterPlace> places)
    {
        var partitions = log.PartitionCount(Events);
        if (partitions == 0)
            throw new LogException($"there is no topic '{Events}' to send dead letters back to");
        var group = config.Group + "-dlq";
        using var writer = log.OpenWriter(group, group);
        if (places.Count > 0)
            SendNamed(places, partitions, writer);
        else
            SendAll(partitions, writer);
        return new ResendOutcome(_sent, _refused);
    }

    private void SendNamed(IReadOnlyList<LetterPlace> places, int partitions, ITransaction writer)
    {
        var known = log.PartitionCount(Letters);
        foreach (var place in places)
        {
            var partition = new TopicPartition(Letters, place.Partition);
            var isThere =
                place.Partition < known
                && TopicScan.One(log, partition, place.Offset, (batch, i) => Send(batch, i, place.Partition, partitions, writer));
            if (!isThere)
                _refused.Add(new Refusal(place, "there is no such dead letter"));
        }

        writer.Commit([]);
    }

    private void SendAll(int partitions, ITransaction writer)
    {
        for (var p = 0; p < log.PartitionCount(Letters); p++)
        {
            var partition = new TopicPartition(Letters, p);
            using var reader = log.OpenReader(Letters, p);
            var (start, end) = reader.Bounds();
            var at = Math.Max(start, writer.ReadProgress(partition)?.NextOffset ?? start);
            var batch = new RecordBatch(Chunk);
            while (at < end)
            {
                reader.Read(at, batch, 4 << 20);
                for (var i = 0; i < batch.Count; i++)
                    Send(batch, i, p, partitions, writer);
                if (batch.NextOffset <= at)
                    break;
                at = batch.NextOffset;
                writer.Commit([new Progress(partition, at, "", -1)]);
            }
        }
    }

    private void Send(RecordBatch batch, int i, int partition, int partitions, ITransaction writer)
    {
        var letter = Letter.Read(batch, i, partition);
        if (Problem(letter) is { } problem)
        {
            _refused.Add(new Refusal(letter.Place, problem));
            return;
        }

        Letter.WriteEventHeaders(batch.Headers(i), letter.Retries + 1, _headers);
        var to = batch.HasKey(i) ? Murmur2Partitioner.PartitionOf(batch.Key(i), partitions) : (letter.OriginPartition ?? 0) % partitions;
        writer.Append(
            new TopicPartition(Events, to),
            batch.Key(i),
            batch.Value(i),
            _headers.WrittenSpan,
            // It arrives now: an event that was ahead of its time may not be any more.
            TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            batch.HasKey(i)
        );
        _sent++;
    }

    private string? Problem(Letter letter) =>
        !letter.HasEvent ? "its bytes were lost, or too large to be kept"
        : letter.Code.Length == 0 ? "it has no error code: something else wrote it"
        : letter.Retries >= limit
            ? string.Create(CultureInfo.InvariantCulture, $"it was retried {letter.Retries} times already, {limit} is the limit")
        : null;
}
