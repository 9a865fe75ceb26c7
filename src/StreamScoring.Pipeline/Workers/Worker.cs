using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;

namespace StreamScoring.Pipeline.Workers;

/// <summary>
/// One thread's share of a pipeline: it owns partitions, scores them batch by batch in offset order, and moves outputs, state and progress together.
/// All that is uncommitted can be given up at any moment; nothing of it is visible.
/// </summary>
internal sealed class Worker : IAssignmentListener, IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(100);

    private readonly int _number;
    private readonly LaneContext _context;
    private readonly FinishLine _finish;
    private readonly ISource _source;
    private readonly ITransaction _transaction;
    private readonly RecordBatch _records;
    private readonly Ownership _owned = new();
    private readonly Retries _retries;
    private readonly List<Progress> _progress = [];
    private readonly Switching _switching;
    private readonly BatchBudget _budget;
    private readonly FaultLimit _faults;
    private readonly CommitPace _pace;
    private bool _pending;

    public Worker(int number, LaneContext context, ActiveSets sets, ILog log, FinishLine finish)
    {
        _number = number;
        _context = context;
        _finish = finish;
        _switching = new Switching(sets, _owned, context);
        _records = new RecordBatch(context.Settings.BatchSize, context.Clock, context.Settings.BatchDeadlineUs * 1000L);
        _budget = new BatchBudget(_records, context.Settings);
        _faults = new FaultLimit(context.Settings);
        _pace = new CommitPace(context.Clock, context.Settings.CommitIntervalMs);
        var topics = context.Settings.Topics;
        _source = log.Subscribe(context.Group, context.Rekeys ? [topics.Events, topics.Rekeyed] : [topics.Events], this);
        try
        {
            _transaction = log.OpenWriter(context.Group, $"{context.Group}-{number}", _source);
        }
        catch
        {
            _source.Dispose();
            throw;
        }

        _retries = new Retries(_source, context);
    }

    private IPipelineObserver Observer => _context.Observer;

    /// <summary>
    /// Scores until told to stop, or, once <paramref name="untilEnd"/> says so, until everything that was there is scored and committed.
    /// </summary>
    public void Run(Func<bool> untilEnd, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var commits = _finish.Commits;
            var read = Poll(_pending ? _pace.Patience : Idle, stop);
            if (read is { } partition)
                Process(partition);
            if (_pending ? _pace.IsDue || (read is null && _pace.Patience == TimeSpan.Zero) : read is null && _switching.IsDue)
                Commit();
            if (read is null && untilEnd() && _finish.IsReached(_number, IsAtEnd(), commits, EventTimeNs()))
            {
                FireTimers();
                break;
            }
        }

        CommitAll();
    }

    public void Assigned(IReadOnlyList<TopicPartition> partitions)
    {
        // What is open must not grow old while state is restored, which may wait for a former owner's transaction to run out.
        CommitAll();
        foreach (var partition in partitions)
        {
            var progress = _transaction.ReadProgress(partition);
            var lane = _owned.LaneOf(partition.Partition) ?? Restore(partition, progress);
            _owned.Add(new OwnedPartition(partition, lane, progress?.NextOffset ?? 0, _source.EndOffset(partition)));
            lane.Restored(progress?.ProfileOffset ?? -1);
            Observer.Assigned(partition, progress?.NextOffset ?? 0, lane.Keys, lane.StateBytes);
        }
    }

    public void Revoked(IReadOnlyList<TopicPartition> partitions)
    {
        CommitAll();
        Forget(partitions);
    }

    public void Lost(IReadOnlyList<TopicPartition> partitions)
    {
        // First, so that nothing is sought in them: they are another's.
        Forget(partitions);
        if (_pending)
            GiveUp("partitions were lost to another member");
    }

    public void Dispose()
    {
        _source.Dispose();
        _transaction.Dispose();
        foreach (var lane in _owned.Lanes)
            lane.Dispose();
    }

    private Lane Restore(TopicPartition partition, Progress? progress)
    {
        Observer.Restoring(partition);
        var lane = new Lane(partition.Partition, _switching.SetFor(progress), _context);
        _owned.Add(lane);
        _transaction.RestoreState(partition.Partition, lane.Restore);
        return lane;
    }

    private TopicPartition? Poll(TimeSpan wait, CancellationToken stop)
    {
        try
        {
            _retries.ResumeDue();
            return _source.Poll(_records, _context.Settings.BatchBytes, wait, stop);
        }
        catch (CorruptRecordException e)
        {
            // The skip is deliberate, recorded and committed like any progress; otherwise the partition would stand still for ever.
            Observer.SkippedCorrupt(e.Partition, e.Offset, e.NextOffset);
            Begin();
            var broken = _owned[e.Partition];
            broken.Lane.PublishCorrupt(e, _transaction);
            broken.Next = e.NextOffset;
            _source.Seek(e.Partition, e.NextOffset);
            return null;
        }
    }

    private void Process(TopicPartition name)
    {
        // Before a first event, so that a start under another set scores nothing under the one that was left.
        if (!_pending && _switching.IsDue)
            Commit();
        var partition = _owned[name];
        Begin();
        while (partition.Lane.TakeProfiles(_transaction))
        {
            Commit();
            Begin();
        }

        var started = _context.Clock.GetTimestamp();
        partition.Next = partition.Lane.Process(name, _records, _transaction, out var retryReason);
        _budget.Spent(_context.ElapsedNs(started));
        _faults.Count(name, partition.Lane.Scored);
        if (retryReason is not null)
            _retries.Later(name, partition.Next, retryReason);
    }

    // Nothing is to come any more, from any worker: what time alone brings up to the last event's time is due now.
    private void FireTimers()
    {
        for (var i = 0; i < _owned.Lanes.Count; i++)
        {
            _owned.Lanes[i].FireTimers(Math.Max(_finish.EventTimeNs, _context.Options.TimersUntilNs), _transaction);
            if (_owned.Lanes[i].HasMoved)
                Begin();
        }
    }

    private void Begin()
    {
        if (_pending)
            return;
        _pending = true;
        _pace.Open();
    }

    private bool IsAtEnd()
    {
        if (_pending || _retries.Any)
            return false;
        foreach (var partition in _owned.Partitions)
        {
            if (_source.Position(partition.Name) < _source.EndOffset(partition.Name))
                return false;
        }

        return true;
    }

    // A commit may open a transaction of its own: when the rule set changes with it.
    private void CommitAll()
    {
        while (_pending)
            Commit();
    }

    private void Commit()
    {
        var started = _context.Clock.GetTimestamp();
        _switching.Collect(_progress, _transaction);
        var stateKeys = 0;
        for (var i = 0; i < _owned.Lanes.Count; i++)
            stateKeys += _owned.Lanes[i].PutState(_transaction);
        Observer.Committing(_number);
        try
        {
            _transaction.Commit(_progress);
        }
        catch (AbortedException e)
        {
            GiveUp(e.Message);
            return;
        }

        for (var i = 0; i < _owned.Lanes.Count; i++)
            _owned.Lanes[i].CommitState();
        for (var i = 0; i < _owned.Partitions.Count; i++)
            _owned.Partitions[i].Commit();
        _pending = false;
        _pace.Committed(started);
        _finish.Committed();
        Observer.Committed(new CommitInfo(_number, _progress, stateKeys, _context.ElapsedNs(started)));
        _switching.Swap();
        for (var i = 0; i < _owned.Lanes.Count; i++)
        {
            if (_owned.Lanes[i].Reevaluate(_transaction))
                Begin();
        }
    }

    private long EventTimeNs()
    {
        var largest = long.MinValue;
        for (var i = 0; i < _owned.Lanes.Count; i++)
            largest = Math.Max(largest, _owned.Lanes[i].EventTimeNs);
        return largest;
    }

    private void GiveUp(string reason)
    {
        _transaction.Abort();
        foreach (var lane in _owned.Lanes)
            lane.AbortState();
        foreach (var partition in _owned.Partitions)
        {
            if (!partition.HasMoved)
                continue;
            partition.Abort();
            _source.Seek(partition.Name, partition.Committed);
        }

        _pending = false;
        Observer.Aborted(_number, reason);
    }

    private void Forget(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _owned.Remove(partition);
            _retries.Forget(partition);
            Observer.Revoked(partition);
        }
    }
}
