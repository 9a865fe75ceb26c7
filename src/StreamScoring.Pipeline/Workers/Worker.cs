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
    private readonly ISource _source;
    private readonly ITransaction _transaction;
    private readonly RecordBatch _records;
    private readonly SortedDictionary<int, Lane> _lanes = [];
    private readonly Dictionary<TopicPartition, long> _committed = [];
    private readonly Dictionary<TopicPartition, long> _positions = [];
    private readonly SortedDictionary<string, SortedDictionary<int, long>> _moved = new(StringComparer.Ordinal);
    private readonly Retries _retries;
    private readonly List<Progress> _progress = [];
    private ActiveSet _set;
    private ActiveSet? _next;
    private bool _pending;
    private long _pendingSince;

    public Worker(int number, LaneContext context, ActiveSet set, ILog log)
    {
        _number = number;
        _context = context;
        _set = set;
        _records = new RecordBatch(context.Settings.BatchSize);
        var topics = context.Settings.Topics;
        _source = log.Subscribe(context.Group, context.Rekeys ? [topics.Events, topics.Rekeyed] : [topics.Events], this);
        _transaction = log.OpenWriter(context.Group, $"{context.Group}-{number}", _source);
        _retries = new Retries(_source, context);
    }

    private IPipelineObserver Observer => _context.Observer;

    /// <summary>Scores until told to stop, or, once <paramref name="untilEnd"/> says so, until everything that was there is scored and committed.</summary>
    public void Run(Func<bool> untilEnd, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var wait = _pending ? TimeSpan.Zero : Idle;
            var read = Poll(wait, stop);
            if (read is { } partition)
                Process(partition);
            if (_pending && (read is null || _context.ElapsedNs(_pendingSince) >= _context.Settings.CommitIntervalMs * 1_000_000L))
                Commit();
            else if (read is null && Volatile.Read(ref _next) is not null)
                Commit();
            if (read is null && untilEnd() && AtEnd() && !_retries.Any)
                break;
        }

        if (_pending)
            Commit();
    }

    /// <summary>Asks for another active set; it takes over with the next commit. Callable from any thread.</summary>
    public void SwitchTo(ActiveSet next) => Volatile.Write(ref _next, next);

    public void Assigned(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (!_lanes.TryGetValue(partition.Partition, out var lane))
            {
                Observer.Restoring(partition);
                _lanes[partition.Partition] = lane = new Lane(partition.Partition, _set, _context);
                _transaction.RestoreState(partition.Partition, lane.Restore);
            }

            var progress = _transaction.ReadProgress(partition);
            _committed[partition] = progress?.NextOffset ?? -1;
            _positions[partition] = progress?.NextOffset ?? 0;
            Observer.Assigned(partition, progress?.NextOffset ?? 0, lane.Keys, lane.StateBytes);
        }
    }

    public void Revoked(IReadOnlyList<TopicPartition> partitions)
    {
        if (_pending)
            Commit();
        Forget(partitions);
    }

    public void Lost(IReadOnlyList<TopicPartition> partitions)
    {
        if (_pending)
            GiveUp("partitions were lost to another member");
        Forget(partitions);
    }

    public void Dispose()
    {
        _source.Dispose();
        _transaction.Dispose();
        foreach (var lane in _lanes.Values)
            lane.Dispose();
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
            _lanes[e.Partition.Partition].PublishCorrupt(e, _transaction);
            Move(e.Partition, e.NextOffset);
            _source.Seek(e.Partition, e.NextOffset);
            return null;
        }
    }

    private void Process(TopicPartition partition)
    {
        Begin();
        var next = _lanes[partition.Partition].Process(partition, _records, _transaction, out var retryReason);
        Move(partition, next);
        if (retryReason is not null)
            _retries.Later(partition, next, retryReason);
    }

    private void Begin()
    {
        if (_pending)
            return;
        _pending = true;
        _pendingSince = _context.Clock.GetTimestamp();
    }

    private void Move(TopicPartition partition, long next)
    {
        if (!_moved.TryGetValue(partition.Topic, out var ofTopic))
            _moved[partition.Topic] = ofTopic = [];
        ofTopic[partition.Partition] = next;
        _positions[partition] = next;
    }

    private bool AtEnd()
    {
        foreach (var (partition, position) in _positions)
        {
            if (position < _source.EndOffset(partition))
                return false;
        }

        return true;
    }

    private void Commit()
    {
        var started = _context.Clock.GetTimestamp();
        var next = Interlocked.Exchange(ref _next, null);
        _progress.Clear();
        CollectProgress((next ?? _set).Hash, next is not null);
        var stateKeys = 0;
        foreach (var lane in _lanes.Values)
            stateKeys += lane.PutState(_transaction);
        Observer.Committing(_number);
        try
        {
            _transaction.Commit(_progress);
        }
        catch (AbortedException e)
        {
            if (next is not null)
                Interlocked.CompareExchange(ref _next, next, null);
            GiveUp(e.Message);
            return;
        }

        foreach (var lane in _lanes.Values)
            lane.CommitState();
        foreach (var p in _progress)
            _committed[p.Partition] = p.NextOffset;
        Reset();
        Observer.Committed(new CommitInfo(_number, _progress, stateKeys, _context.ElapsedNs(started)));
        if (next is not null)
            Swap(next);
    }

    private void CollectProgress(string activeSet, bool all)
    {
        foreach (var (topic, partitions) in _moved)
        {
            foreach (var (partition, offset) in partitions)
                _progress.Add(new Progress(new TopicPartition(topic, partition), offset, activeSet, -1));
        }

        if (!all)
            return;
        // A change of the active set is written for every partition, moved or not: a new owner takes its set from there.
        foreach (var (partition, offset) in _committed.OrderBy(c => c.Key.Topic, StringComparer.Ordinal).ThenBy(c => c.Key.Partition))
        {
            if (offset >= 0 && !(_moved.TryGetValue(partition.Topic, out var of) && of.ContainsKey(partition.Partition)))
                _progress.Add(new Progress(partition, offset, activeSet, -1));
        }
    }

    private void Swap(ActiveSet next)
    {
        _set = next;
        foreach (var lane in _lanes.Values)
        {
            lane.SwitchTo(next);
            Observer.Switched(lane.Partition, next.Hash);
        }
    }

    private void GiveUp(string reason)
    {
        _transaction.Abort();
        foreach (var lane in _lanes.Values)
            lane.AbortState();
        foreach (var (topic, partitions) in _moved)
        {
            foreach (var partition in partitions.Keys)
            {
                var at = new TopicPartition(topic, partition);
                var back = Math.Max(_committed.GetValueOrDefault(at, 0), 0);
                _positions[at] = back;
                _source.Seek(at, back);
            }
        }

        Reset();
        Observer.Aborted(_number, reason);
    }

    private void Reset()
    {
        _pending = false;
        foreach (var partitions in _moved.Values)
            partitions.Clear();
    }

    private void Forget(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _committed.Remove(partition);
            _positions.Remove(partition);
            _retries.Forget(partition);
            Observer.Revoked(partition);
            if (!_committed.Keys.Any(p => p.Partition == partition.Partition) && _lanes.Remove(partition.Partition, out var lane))
                lane.Dispose();
        }
    }
}
