using StreamScoring.Events;
using StreamScoring.Graphs.Planning;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.State;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>
/// One partition number on its way from bytes to records: its state, and the buffers of every stage. Used by one thread at a time; events
/// go through in offset
/// order, so what an event gets never depends on how it was batched.
/// </summary>
internal sealed class Lane : IDisposable
{
    private readonly LaneContext _context;
    private readonly KeyedState _state;
    private readonly State.StateVisitor _put;
    private ActiveSet _set;
    private ITransaction? _putInto;
    private Admission _admission = null!;
    private Publication _publication = null!;
    private ScoredBatch _scored = null!;
    private readonly ProfileFeed _profiles;
    private LaneDecisions? _decisions;
    private TableFeed? _tables;

    public Lane(int partition, ActiveSet set, LaneContext context)
    {
        Partition = partition;
        _context = context;
        _set = set;
        _state = new KeyedState(set.Layout, context.StateLimits);
        // One delegate for all commits: they are on the path that allocates nothing.
        _put = (key, value) => _putInto!.PutState(partition, key, value);
        _profiles = new ProfileFeed(partition, context);
        Open(set);
    }

    public int Partition { get; }

    /// <summary>How far profiles were read.</summary>
    public long ProfileOffset => _profiles.Profiles.Offset;

    /// <summary>The largest event time seen, ns since the epoch, by which timers go; the smallest number without rules.</summary>
    public long EventTimeNs => _decisions?.EventTimeNs ?? long.MinValue;

    /// <summary>Whether a commit must name the lane's partitions although they went no further.</summary>
    public bool HasMoved => _profiles.Profiles.HasMoved || _tables?.HasMoved == true || _decisions?.HasMoved == true;

    /// <summary>The active set that scores here now.</summary>
    public ActiveSet Set => _set;

    /// <summary>The batch that was scored last.</summary>
    public ScoredBatch Scored => _scored;

    public int Keys => _state.Keys;

    public long StateBytes => _state.Bytes;

    /// <summary>Takes over one persisted key. Throws <see cref="LogException"/> when its bytes cannot be read.</summary>
    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        try
        {
            if (ProfileFeed.Owns(key))
                _profiles.Restore(key, value);
            else
                _state.Restore(key, value);
        }
        catch (StateFormatException e)
        {
            throw new LogException(
                $"partition {Partition}: the state of '{System.Text.Encoding.UTF8.GetString(key)}' cannot be read: {e.Message}; restore it from a copy, or begin anew with another group",
                e
            );
        }
    }

    /// <summary>To be called once all of the state is restored, with how far profiles had been read.</summary>
    public void Restored(long profileOffset)
    {
        _profiles.Profiles.Restored(profileOffset);
        _tables?.Restore();
        _decisions?.Begin();
    }

    /// <summary>
    /// Reads the profiles and rows of tables that wait, once a transaction. Returns whether more do: then commit, and call again before anything is decided.
    /// </summary>
    public bool TakeProfiles(ITransaction transaction) => _set.Rules is not null && (_profiles.Take(transaction) | _tables!.Take());

    /// <summary>Evaluates everybody anew if the rule set is another than the one that memberships stand under. Returns whether it was.</summary>
    public bool Reevaluate(ITransaction transaction)
    {
        // Its tables may be new, too.
        if (_decisions?.IsBehind == true)
            _tables!.Take(all: true);
        return _decisions?.Reevaluate(transaction) == true;
    }

    /// <summary>Lets timers fire up to a moment: no event before it is to come.</summary>
    public void FireTimers(long upToNs, ITransaction transaction) => _decisions?.FireTimers(upToNs, transaction);

    /// <summary>
    /// Scores a batch into the open transaction. Returns the offset to go on at: behind the batch, or at an event that needs something outside which
    /// failed; <paramref name="retryReason"/> then says what.
    /// </summary>
    public long Process(TopicPartition from, RecordBatch records, ITransaction transaction, out string? retryReason)
    {
        var started = _context.Clock.GetTimestamp();
        var next = _admission.Run(from, records, transaction, out retryReason);
        var admitted = _context.Clock.GetTimestamp();
        var scored = admitted;
        for (var i = 0; i < _scored.Services.Count; i++)
        {
            var begun = scored;
            _scored.Services[i].Runner.Run(_scored.Events, _set.KeepsState ? _state : null, _admission.Entries);
            scored = _context.Clock.GetTimestamp();
            _scored.Services[i].ElapsedNs = Ns(begun, scored);
        }

        _publication.Run(from, records, _admission, transaction);
        _decisions?.Run(from, records, _admission, transaction);
        _scored.Partition = from;
        _scored.Records = records;
        _scored.DecodeNs = Ns(started, admitted);
        _scored.ScoreNs = Ns(admitted, scored);
        _scored.PublishNs = _context.ElapsedNs(scored);
        _context.Observer.Scored(_scored);
        return next;
    }

    /// <summary>Records that the log's own bytes were broken there.</summary>
    public void PublishCorrupt(CorruptRecordException corrupt, ITransaction transaction) => _publication.RunCorrupt(corrupt, transaction);

    /// <summary>Hands the changed keys to the transaction; returns how many.</summary>
    public int PutState(ITransaction transaction)
    {
        var keys = _state.DirtyKeys;
        _putInto = transaction;
        if (keys > 0)
            _state.VisitDirty(_put);
        _putInto = null;
        return keys + _profiles.PutState(transaction);
    }

    public void CommitState()
    {
        _state.Commit();
        _profiles.Commit();
        _tables?.Commit();
        _decisions?.Commit();
    }

    public void AbortState()
    {
        _state.Abort();
        _profiles.Abort();
        _tables?.Abort();
        _decisions?.Abort();
    }

    /// <summary>Goes over to another active set. Called right after a commit, when nothing is open.</summary>
    public void SwitchTo(ActiveSet set)
    {
        Close();
        _state.ChangeLayout(set.Layout);
        Open(set);
        _tables?.Restore();
        _decisions?.Begin();
    }

    public void Dispose()
    {
        Close();
        _profiles.Dispose();
    }

    private void Open(ActiveSet set)
    {
        _set = set;
        var capacity = _context.Settings.BatchSize;
        var events = new EventBatch(set.Projection, capacity);
        var services = set
            .Services.Select(s => new ServiceRun(s.Name, s.Plan.Hash, s.Plan.Open(set.Projection, set.Layout, capacity)))
            .ToList();
        _scored = new ScoredBatch(events, services);
        _admission = new Admission(Partition, events, set, _state, _context);
        _publication = new Publication(Partition, _scored, set, _context);
        _tables = set.Rules is null ? null : new TableFeed(set.Rules, set.Layout, _state, _context);
        _decisions = set.Rules is null ? null : new LaneDecisions(Partition, _scored, set, _state, _profiles.Profiles, _tables!, _context);
    }

    private void Close()
    {
        _tables?.Dispose();
        foreach (var service in _scored.Services)
            service.Runner.Dispose();
    }

    private long Ns(long from, long to) => (long)_context.Clock.GetElapsedTime(from, to).TotalNanoseconds;
}
