using System.Text;
using StreamScoring.Cli.Explaining;
using StreamScoring.Cli.Showing;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Events.Faults;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Running;

/// <summary>What the show shows: counters, latencies, the last scores and the last dead letters. Written by workers, read by the view.</summary>
/// <param name="feed">How far the pipeline is.</param>
/// <param name="topic">The topic whose progress counts; what is forwarded is counted where it came from.</param>
/// <param name="explanations">By service, what explains its scores.</param>
/// <param name="timer">Measures durations.</param>
internal sealed class RunStatistics(
    FeedTimes feed,
    string topic,
    IReadOnlyDictionary<string, LocalExplanation> explanations,
    TimeProvider timer
) : IPipelineObserver
{
    private const int Kept = 8;
    private const int LearnEvery = 16;

    private readonly Lock _lock = new();
    private readonly LinkedList<LastScore> _last = [];
    private readonly LinkedList<string> _letters = [];
    private readonly long _started = timer.GetTimestamp();
    private bool _showing;
    private long _showStarted;
    private long _lastScored;
    private long _eventsBefore;
    private double _scoreSum;
    private long _seen;

    public long Events { get; private set; }

    public long Faults { get; private set; }

    public long Duplicates { get; private set; }

    public long WithoutIdentity { get; private set; }

    public long Aborts { get; private set; }

    /// <summary>Offsets that were passed over because the log's own bytes were broken.</summary>
    public long Lost { get; private set; }

    /// <summary>Events scored since the show began, and for how many seconds it has run.</summary>
    public long Shown => _showing ? Events - _eventsBefore : 0;

    public double ShowSeconds => _showing ? timer.GetElapsedTime(_showStarted, _lastScored).TotalSeconds : 0;

    public long ScoreCount { get; private set; }

    public double MeanScore => ScoreCount == 0 ? 0 : _scoreSum / ScoreCount;

    public long HighScores { get; private set; }

    /// <summary>The least and the largest score shown.</summary>
    public double LeastScore { get; private set; } = double.PositiveInfinity;

    public double MostScore { get; private set; } = double.NegativeInfinity;

    /// <summary>What rules came to since the show began.</summary>
    public DecisionCounts Decided { get; } = new();

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

    /// <summary>How it stands. <paramref name="total"/> is how many events there are to play; null while that is not known.</summary>
    public RunSnapshot Snapshot(ShowClock clock, LatencyWindow latencies, Rate rate, long? total)
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
                feed.Total,
                total
            )
            {
                LastChanges = Decided.LastChanges(),
                LastDecisions = Decided.LastDecisions(),
            };
        }
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

    public void MembershipsChanged(RuleSetPlan rules, in RecordHead head, ChangeReason reason, ReadOnlySpan<MembershipChange> changes)
    {
        lock (_lock)
        {
            if (_showing)
                Decided.Count(rules, head, reason, changes);
        }
    }

    void IPipelineObserver.Decided(RuleSetPlan rules, in RecordHead head, Decision decision)
    {
        lock (_lock)
        {
            if (_showing)
                Decided.Count(rules, head, decision);
        }
    }

    public void Committed(in CommitInfo commit)
    {
        foreach (var progress in commit.Progress)
        {
            if (string.Equals(progress.Partition.Topic, topic, StringComparison.Ordinal))
                feed.Scored(progress.Partition.Partition, progress.NextOffset);
        }
    }

    public void SkippedCorrupt(TopicPartition partition, long offset, long nextOffset)
    {
        lock (_lock)
        {
            Lost += nextOffset - offset;
            Keep(
                _letters,
                $"{partition}@{offset}..{nextOffset - 1}  {FaultCodes.Wire(FaultCode.Corrupt)}: the log's bytes are broken there"
            );
        }
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
        var explanation = explanations.GetValueOrDefault(service.Name);
        for (var row = 0; row < batch.Events.Count; row++)
        {
            if (!batch.Events.IsLive(row) || service.Runner.DefaultScore(row) is not { } score)
                continue;
            if (_seen++ % LearnEvery == 0)
                explanation?.Learn(service.Runner, row);
            if (!_showing)
                continue;
            ScoreCount++;
            _scoreSum += score;
            (LeastScore, MostScore) = (Math.Min(LeastScore, score), Math.Max(MostScore, score));
            HighScores += score >= 0.5 ? 1 : 0;
            if (row >= batch.Events.Count - Kept)
                Keep(_last, Last(batch, service, explanation, row, score));
        }
    }

    private static LastScore Last(ScoredBatch batch, ServiceRun service, LocalExplanation? explanation, int row, double score)
    {
        var who = batch.Events.Identities.IsNull(row) ? "(no identity)" : Encoding.UTF8.GetString(batch.Events.Identities[row]);
        var what = Encoding.UTF8.GetString(batch.Events.EventTypes[row]);
        var inputs = explanation?.Take(service.Runner, row);
        // Asked for by the view, on its thread: the worker only kept the numbers.
        var why = new Lazy<IReadOnlyList<Effect>>(() => inputs is null ? [] : explanation!.Explain(inputs, score));
        return new LastScore(batch.Events.EventTimesNs[row], who, what, service.Name, score, why);
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
/// <param name="Why">What moved it most.</param>
internal sealed record LastScore(long TimeNs, string Who, string What, string Service, double Score, Lazy<IReadOnlyList<Effect>> Why);
