using System.Globalization;
using StreamScoring.Events.Identity;
using StreamScoring.Events.Wire;
using StreamScoring.Pipeline.Jsonl;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Running;

/// <summary>
/// Plays a file of events into the log as its senders would have: keyed by identity, stamped with the time the collector got them. It goes on where the log
/// ends, so a run that was stopped, or killed, continues.
/// </summary>
internal sealed class SampleFeeder : IDisposable
{
    private const int HistoryChunk = 2_000;

    private readonly ITransaction _writer;
    private readonly LineReader _lines;
    private readonly EventKeyReader _keys;
    private readonly string _topic;
    private readonly int _partitions;
    private readonly ShowClock _clock;
    private readonly FeedTimes _times;

    public SampleFeeder(ILog log, string topic, string file, IdentityRule identity, DecodeLimits limits, ShowClock clock, FeedTimes times)
    {
        _topic = topic;
        _partitions = log.PartitionCount(topic);
        _clock = clock;
        _times = times;
        _keys = new EventKeyReader(limits, identity);
        _writer = log.OpenWriter("sample-feeder", "sample-feeder");
        _lines = new LineReader(file, limits.MaxEventBytes);
        for (var p = 0; p < _partitions; p++)
        {
            using var reader = log.OpenReader(topic, p);
            var end = reader.Bounds().End;
            _times.Begin(p, end);
            Fed += end;
        }

        for (var skipped = 0L; skipped < Fed; skipped++)
        {
            if (!_lines.TryRead(out var line))
                throw new LogException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the log holds {Fed} events of '{topic}', more than the file has ({skipped}); `make clean` starts anew"
                    )
                );
            _keys.Read(line, out var received);
            _clock.Follow(received ?? 0);
        }
    }

    /// <summary>Events in the log.</summary>
    public long Fed { get; private set; }

    /// <summary>How many events a file holds.</summary>
    public static long CountEvents(string file)
    {
        using var lines = new LineReader(file, DecodeLimits.Default.MaxEventBytes);
        var count = 0L;
        while (lines.TryRead(out _))
            count++;
        return count;
    }

    /// <summary>Feeds at once up to the event of that number. Returns false when the file ended before.</summary>
    public bool FeedUpTo(long count, CancellationToken stop)
    {
        while (Fed < count && !stop.IsCancellationRequested)
        {
            if (Feed((int)Math.Min(HistoryChunk, count - Fed)) == 0)
                return false;
        }

        return true;
    }

    /// <summary>Feeds the rest of the file at a pace, or at once when <paramref name="eventsPerSecond"/> is null.</summary>
    public void Play(double? eventsPerSecond, TimeProvider timer, CancellationToken stop)
    {
        if (eventsPerSecond is not { } pace)
        {
            FeedUpTo(long.MaxValue, stop);
            return;
        }

        var started = timer.GetTimestamp();
        var first = Fed;
        while (!stop.IsCancellationRequested)
        {
            var due = (long)(timer.GetElapsedTime(started).TotalSeconds * pace) + 1 - (Fed - first);
            if (due > 0 && Feed((int)Math.Min(due, HistoryChunk)) == 0)
                return;
            stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(Math.Clamp(1 / pace, 0.002, 0.1)));
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _lines.Dispose();
    }

    private int Feed(int count)
    {
        var fed = 0;
        for (; fed < count && _lines.TryRead(out var line); fed++)
        {
            var identity = _keys.Read(line, out var received);
            var partition = identity.IsEmpty ? 0 : Murmur2Partitioner.PartitionOf(identity, _partitions);
            _clock.Follow(received ?? 0);
            _writer.Append(new TopicPartition(_topic, partition), identity, line, default, received ?? 0, hasKey: !identity.IsEmpty);
            _times.Fed(partition);
        }

        if (fed > 0)
            _writer.Commit([]);
        Fed += fed;
        return fed;
    }
}
