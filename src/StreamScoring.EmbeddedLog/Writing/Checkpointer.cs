using StreamScoring.EmbeddedLog.Storage;

namespace StreamScoring.EmbeddedLog.Writing;

/// <summary>
/// Moves what the write-ahead file holds into the log's file, on a thread and a connection of its own: flushing megabytes takes tens of milliseconds that no commit should wait.
/// The bulk is moved while commits go on; what they added meanwhile is moved under the commit lock, so that the write-ahead file begins anew and cannot grow without end.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    // Against a writer faster than the disk no pass would be the last.
    private const int FreePasses = 3;

    private readonly object _gate = new();
    private readonly Lock _commitLock;
    private readonly Database _database;
    private readonly Statement _checkpoint;
    private readonly Thread _thread;
    private readonly long _dueBytes;
    private readonly Action<CommitPoint>? _observer;
    private Exception? _failure;
    private long _bytes;
    private bool _stopping;

    public Checkpointer(Database database, Lock commitLock, long dueBytes, Action<CommitPoint>? observer)
    {
        _database = database;
        _commitLock = commitLock;
        _dueBytes = dueBytes;
        _observer = observer;
        _checkpoint = new Statement(database, "PRAGMA wal_checkpoint(PASSIVE)");
        _thread = new Thread(Run) { IsBackground = true, Name = "log checkpoint" };
        _thread.Start();
    }

    /// <summary>What stopped it, or null. A log that cannot be checkpointed must not go on.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Says how much a commit added to the write-ahead file.</summary>
    public void Written(long bytes)
    {
        lock (_gate)
        {
            _bytes += bytes;
            if (_bytes >= _dueBytes)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Stops, without the commit lock held.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _checkpoint.Dispose();
        _database.Dispose();
    }

    private void Run()
    {
        try
        {
            while (WaitUntilDue())
                Checkpoint();
        }
        catch (Exception e)
        {
            // Nobody waits for this thread: the next commit reports it.
            Volatile.Write(ref _failure, e);
        }
    }

    private bool WaitUntilDue()
    {
        lock (_gate)
        {
            while (!_stopping && _bytes < _dueBytes)
                Monitor.Wait(_gate);
            _bytes = 0;
            return !_stopping;
        }
    }

    private bool IsMuchLeft(int pass)
    {
        lock (_gate)
        {
            var isMuch = pass == 0 || _bytes > _dueBytes / 8;
            _bytes = 0;
            return isMuch;
        }
    }

    private void Checkpoint()
    {
        _observer?.Invoke(CommitPoint.CheckpointStarting);
        try
        {
            for (var pass = 0; pass < FreePasses && IsMuchLeft(pass); pass++)
                _checkpoint.Run();
            lock (_commitLock)
                _checkpoint.Run();
        }
        catch (StorageException e) when (e.IsTransient)
        {
            // A full disk or a busy file: commits report what matters to them, and the next checkpoint moves this one's part too.
        }

        _observer?.Invoke(CommitPoint.CheckpointDone);
    }
}
