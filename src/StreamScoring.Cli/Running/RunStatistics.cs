using System.Text;
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

    public long Events { get; private set; }

    public long Faults { get; private set; }

    public long Duplicates { get; private set; }

    public long WithoutIdentity { get; private set; }

    public long Commits { get; private set; }

    public long Aborts { get; private set; }

    public long ResumedKeys { get; private set; }

    public bool Showing { get; set; }

    public TimeSpan Elapsed => timer.GetElapsedTime(_started);

    public IReadOnlyList<LastScore> LastScores()
    {
        lock (_lock)
            return [.. _last];
    }

    public IReadOnlyList<string> LastDeadLetters()
    {
        lock (_lock)
            return [.. _letters];
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
        if (!Showing)
            return;
        for (var row = Math.Max(0, batch.Events.Count - Kept); row < batch.Events.Count; row++)
        {
            if (!batch.Events.IsLive(row) || service.Runner.DefaultScore(row) is not { } score)
                continue;
            var who = batch.Events.Identities.IsNull(row) ? "(no identity)" : Encoding.UTF8.GetString(batch.Events.Identities[row]);
            var what = Encoding.UTF8.GetString(batch.Events.EventTypes[row]);
            Keep(_last, new LastScore(batch.Events.EventTimesNs[row], who, what, service.Name, score, _noteworthy.Describe(batch, service, row)));
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
