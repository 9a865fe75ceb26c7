using System.Text;
using StreamScoring.Cli.Showing;
using StreamScoring.Events.Faults;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Running;

/// <summary>What the show shows: counters, latencies, the last scores and the last dead letters. Written by workers, read by the view.</summary>
internal sealed class RunStatistics(FeedTimes feed, TimeProvider timer) : IPipelineObserver
{
    private const int Kept = 8;

    private readonly Lock _lock = new();
    private readonly LinkedList<LastScore> _last = [];
    private readonly LinkedList<string> _letters = [];
    private readonly Noteworthy _noteworthy = new();
    private readonly long _started = timer.GetTimestamp();
    private bool _showing;
    private long _showStarted;
    private long _lastScored;
    private long _eventsBefore;
    private double _scoreSum;

    public long Events { get; private set; }

    public long Faults { get; private set; }

    public long Duplicates { get; private set; }

    public long WithoutIdentity { get; private set; }

    public long Commits { get; private set; }

    public long Aborts { get; private set; }

    public long ResumedKeys { get; private set; }

    /// <summary>Events scored since the show began, and for how many seconds it has run.</summary>
    public long Shown => Events - _eventsBefore;

    public double ShowSeconds => _showing ? timer.GetElapsedTime(_showStarted, _lastScored).TotalSeconds : 0;

    public long ScoreCount { get; private set; }

    public double MeanScore => ScoreCount == 0 ? 0 : _scoreSum / ScoreCount;

    public long HighScores { get; private set; }

    public TimeSpan Elapsed => timer.GetElapsedTime(_started);

    /// <summary>The history is over: from here on scores are shown and summed up.</summary>
    public void BeginShow()
    {
        lock (_lock)
        {
            _showing = true;
            _eventsBefore = Events;
            _showStarted = _lastScored = timer.GetTimestamp();
        }
    }

    public RunSnapshot Snapshot(ShowClock clock, LatencyWindow latencies, Rate rate, long total)
    {
        lock (_lock)
        {
            return new RunSnapshot(
                clock.GetUtcNow().ToUnixTimeMilliseconds(),
                Events,
                rate.Next(Events),
                latencies.Newest(0.5),
                latencies.Newest(0.95),
                latencies.Newest(0.99),
                Faults,
                Duplicates,
                WithoutIdentity,
                [.. _last],
                [.. _letters],
                total == 0 ? 1 : Math.Min(1, feed.Total / (double)total)
            );
        }
    }

    public void Assigned(TopicPartition partition, long nextOffset, int keys, long stateBytes)
    {
        lock (_lock)
            ResumedKeys += nextOffset > 0 ? keys : 0;
    }

    public void Scored(ScoredBatch batch)
    {
        lock (_lock)
        {
            Events += batch.Events.Count;
            _lastScored = timer.GetTimestamp();
            for (var row = 0; row < batch.Events.Count; row++)
                Count(batch, row);
            foreach (var service in batch.Services)
                Remember(batch, service);
        }
    }

    public void Committed(in CommitInfo commit)
    {
        lock (_lock)
            Commits++;
        foreach (var progress in commit.Progress)
            feed.Scored(progress.Partition.Partition, progress.NextOffset);
    }

    public void Aborted(int worker, string reason)
    {
        lock (_lock)
            Aborts++;
    }

    private void Count(ScoredBatch batch, int row)
    {
        if (batch.Events.Faults[row] is { } fault)
        {
            Faults++;
            Keep(_letters, $"{batch.Partition}@{batch.Events.Offsets[row]}  {FaultCodes.Wire(fault.Code)}: {fault.Message}");
        }
        else if (batch.Events.Duplicates[row])
            Duplicates++;
        else if (batch.Events.Identities.IsNull(row))
            WithoutIdentity++;
    }

    private void Remember(ScoredBatch batch, ServiceRun service)
    {
        _noteworthy.Learn(batch, service);
        if (!_showing)
            return;
        for (var row = 0; row < batch.Events.Count; row++)
        {
            if (!batch.Events.IsLive(row) || service.Runner.DefaultScore(row) is not { } score)
                continue;
            ScoreCount++;
            _scoreSum += score;
            HighScores += score >= 0.5 ? 1 : 0;
            if (row < batch.Events.Count - Kept)
                continue;
            var who = batch.Events.Identities.IsNull(row) ? "(no identity)" : Encoding.UTF8.GetString(batch.Events.Identities[row]);
            var what = Encoding.UTF8.GetString(batch.Events.EventTypes[row]);
            Keep(_last, new LastScore(batch.Events.EventTimesNs[row], who, what, service.Name, score, _noteworthy.Describe(service, row)));
        }
    }

    private static void Keep<T>(LinkedList<T> list, T item)
    {
        list.AddLast(item);
        if (list.Count > Kept)
            list.RemoveFirst();
    }
}

/// <summary>A score to show.</summary>
/// <param name="TimeNs">Event time, ns since the epoch.</param>
/// <param name="Who">The identity.</param>
/// <param name="What">The event type.</param>
/// <param name="Service">The service.</param>
/// <param name="Score">The service's default output.</param>
/// <param name="Why">The inputs that stand out most.</param>
internal sealed record LastScore(long TimeNs, string Who, string What, string Service, double Score, string Why);
