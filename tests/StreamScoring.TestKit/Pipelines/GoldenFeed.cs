using System.Text;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.TestKit.Pipelines;

/// <summary>
/// Writes the events of a golden case into a log little by little, as their senders would. Beyond the last event it begins again with other ids a year later, so that there
/// is no end of events. One in nine visitors always comes to the wrong partition, but not where rules decide: how far the partition's time is when a forwarded event comes is
/// chance, and with it when timers of idle people are told.
/// </summary>
public sealed class GoldenFeed : IDisposable
{
    private const int FirstYear = 2018;
    private readonly GoldenReplay _replay;
    private readonly ITransaction _writer;
    private readonly int _partitions;
    private readonly bool _decides;

    /// <summary>Makes the events topic and begins with the first event; where rules decide, all profiles of the sample are written before.</summary>
    public GoldenFeed(GoldenReplay replay, ILog log, int partitions, bool decides = false)
    {
        _replay = replay;
        _partitions = partitions;
        log.EnsureTopic(new TopicSpec(GoldenReplay.Settings.Topics.Events, partitions));
        _decides = decides;
        if (decides)
            DecisionReplay.FeedProfiles(log, partitions);
        _writer = log.OpenWriter("feeder", "feeder");
    }

    /// <summary>How many were written.</summary>
    public int Count { get; private set; }

    /// <summary>Writes the next events in one commit, again and again when the log gives it up.</summary>
    public void Next(int events)
    {
        while (!TryNext(events)) { }
        Count += events;
    }

    private bool TryNext(int events)
    {
        try
        {
            for (var i = 0; i < events; i++)
                Append(Count + i);
            _writer.Commit([]);
            return true;
        }
        catch (AbortedException)
        {
            return false;
        }
    }

    /// <summary>Writes events until there are that many, in commits of at most 2,000.</summary>
    public void UpTo(int count)
    {
        while (Count < count)
            Next(Math.Min(2_000, count - Count));
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Append(int index)
    {
        var (copy, at) = Math.DivRem(index, _replay.Events.Count);
        var (text, arrivalMs) = _replay.StampOf(at);
        var key = Encoding.UTF8.GetBytes(text);
        var home = key.Length == 0 ? 0 : Murmur2Partitioner.PartitionOf(key, _partitions);
        var partition = !_decides && IsStray(text) ? (home + 1) % _partitions : home;
        _writer.Append(
            new TopicPartition(GoldenReplay.Settings.Topics.Events, partition),
            key,
            copy == 0 ? _replay.Events[at] : YearsLater(_replay.Events[at], copy),
            default,
            arrivalMs + YearsMs(copy),
            hasKey: key.Length > 0
        );
    }

    private static bool IsStray(string key) => key.Length > 0 && key.Sum(c => c) % 9 == 0;

    private static long YearsMs(int years) =>
        (long)(new DateTime(FirstYear + years, 1, 1) - new DateTime(FirstYear, 1, 1)).TotalMilliseconds;

    private static byte[] YearsLater(byte[] json, int copy)
    {
        var text = Encoding.UTF8.GetString(json).Replace($"\"{FirstYear}-", $"\"{FirstYear + copy}-", StringComparison.Ordinal);
        const string Id = "\"_id\":\"";
        var at = text.IndexOf(Id, StringComparison.Ordinal);
        return at < 0 ? json : Encoding.UTF8.GetBytes(text.Insert(at + Id.Length, $"c{copy}-"));
    }
}
