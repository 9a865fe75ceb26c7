using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.DeadLetters;
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
    private readonly long _history;
    private readonly long[] _ends;
    private readonly long[] _historyEnds;
    private readonly ShowClock _clock;
    private readonly FeedTimes _times;

    /// <summary>Opens the file and passes over what the log holds of it. Throws <see cref="LogException"/> when the log holds something else.</summary>
    public SampleFeeder(EmbeddedLog.EmbeddedLog log, AppConfiguration config, PlaySettings play, ShowClock clock, FeedTimes times)
    {
        _topic = config.Pipeline.Topics.Events;
        _history = play.History;
        _ends = new long[log.PartitionCount(_topic)];
        _historyEnds = new long[_ends.Length];
        _clock = clock;
        _times = times;
        _keys = new EventKeyReader(config.Limits, config.Identity);
        _writer = log.OpenWriter("sample-feeder", "sample-feeder");
        _lines = new LineReader(play.File, config.Limits.MaxEventBytes);
        try
        {
            PassOver(log, config, play.File);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Events in the log.</summary>
    public long Fed { get; private set; }

    /// <summary>Per partition, the offset at which the history ends and the show begins, as far as it is fed.</summary>
    public IReadOnlyList<long> HistoryEnds => _historyEnds;

    /// <summary>How many events a file holds, or null when it can be read only once, or <paramref name="stop"/> came first.</summary>
    public static long? CountEvents(string file, CancellationToken stop)
    {
        // A pipe has no length, and counting would take its events away from the feeder.
        if (new FileInfo(file).Length == 0)
            return null;
        using var lines = new LineReader(file, DecodeLimits.Default.MaxEventBytes);
        var count = 0L;
        while (!stop.IsCancellationRequested && lines.TryRead(out _))
            count++;
        return stop.IsCancellationRequested ? null : count;
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
            var due = (timer.GetElapsedTime(started).TotalSeconds * pace) + 1 - (Fed - first);
            if (due >= 1 && Feed((int)Math.Min(due, HistoryChunk)) == 0)
                return;
            stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(Math.Clamp(1 / pace, 0.002, 0.1)));
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _lines.Dispose();
    }

    private void PassOver(EmbeddedLog.EmbeddedLog log, AppConfiguration config, string file)
    {
        var (ends, last) = (new long[_ends.Length], new long[_ends.Length]);
        for (var p = 0; p < ends.Length; p++)
        {
            var partition = p;
            using var reader = log.OpenReader(_topic, p);
            _times.Begin(p, reader.Bounds().End, log.ReadProgress(config.Group, new TopicPartition(_topic, p))?.NextOffset ?? 0);
            // What a retry of dead letters put back is not the file's.
            TopicScan.Run(
                log,
                _topic,
                p,
                default,
                (batch, i) =>
                {
                    if (Letter.IsRetried(batch.Headers(i)))
                        return;
                    ends[partition]++;
                    last[partition] = batch.Offset(i);
                }
            );
        }

        var newest = new byte[ends.Length][];
        for (var left = ends.Sum(); left > 0; left--)
        {
            if (!_lines.TryRead(out var line))
                throw Other(config, file, FormattableString.Invariant($"the log holds {ends.Sum()} events, the file has only {Fed}"));
            var p = Place(line, out _, out _);
            if (_ends[p] == ends[p])
                newest[p] = line.ToArray();
        }

        for (var p = 0; p < ends.Length; p++)
        {
            if (_ends[p] != ends[p] || (ends[p] > 0 && !Holds(log, p, last[p], newest[p])))
                throw Other(config, file, string.Create(CultureInfo.InvariantCulture, $"partition {p} holds other events than the file"));
        }
    }

    // The newest event of a partition stands for all: a log is fed from one file, from its front.
    private bool Holds(EmbeddedLog.EmbeddedLog log, int partition, long offset, byte[] line)
    {
        using var reader = log.OpenReader(_topic, partition);
        var batch = new RecordBatch(1);
        return reader.Read(offset, batch, 1) == 1 && batch.Value(0).SequenceEqual(line);
    }

    private static LogException Other(AppConfiguration config, string file, string why) =>
        new($"the log '{config.LogPath}' was not fed from '{file}': {why}; name another folder with --log, or remove this one");

    private int Feed(int count)
    {
        var fed = 0;
        for (; fed < count && _lines.TryRead(out var line); fed++)
        {
            var partition = Place(line, out var identity, out var receivedMs);
            _writer.Append(new TopicPartition(_topic, partition), identity, line, default, receivedMs, hasKey: !identity.IsEmpty);
            _times.Fed(partition);
        }

        if (fed > 0)
            _writer.Commit([]);
        return fed;
    }

    private int Place(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> identity, out long receivedMs)
    {
        identity = _keys.Read(line, out var received);
        receivedMs = received ?? 0;
        _clock.Follow(receivedMs);
        var partition = identity.IsEmpty ? 0 : Murmur2Partitioner.PartitionOf(identity, _ends.Length);
        _ends[partition]++;
        if (Fed++ < _history)
            _historyEnds[partition]++;
        return partition;
    }
}
