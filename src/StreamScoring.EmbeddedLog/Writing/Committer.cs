using StreamScoring.EmbeddedLog.Groups;
using StreamScoring.EmbeddedLog.Storage;
using StreamScoring.EmbeddedLog.Topics;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Writing;

/// <summary>
/// The one place that writes to the log's file: one connection, one lock. A transaction's records wait in memory until here, so the lock is held for one commit at a time.
/// </summary>
internal sealed class Committer : IDisposable
{
    // What a changed state row adds to the write-ahead file at most, when rows lie far apart: a page.
    private const long StateRowBytes = 4096;

    private readonly Lock _lock = new();
    private readonly Database _database;
    private readonly CommitStatements _statements;
    private readonly TopicCatalog _topics;
    private readonly CommitSignal _signal;
    private readonly EmbeddedLogOptions _options;
    private readonly WriterEpochs _epochs;
    private readonly Checkpointer _checkpointer;
    private readonly List<(PartitionLog Partition, long End, long HighMs)> _moved = [];
    private long _written;
    private Exception? _broken;
    private bool _disposed;

    public Committer(Database database, TopicCatalog topics, CommitSignal signal, EmbeddedLogOptions options)
    {
        _database = database;
        _topics = topics;
        _signal = signal;
        _options = options;
        _statements = new CommitStatements(database);
        _epochs = new WriterEpochs(database);
        _checkpointer = new Checkpointer(
            Database.OpenWriter(options.Folder, options.SurvivePowerLoss),
            _lock,
            options.CheckpointBytes,
            options.Observer
        );
        if (options.Observer is { } observer)
            database.OnCommit(() => observer(CommitPoint.Committing));
    }

    /// <summary>Runs <paramref name="work"/> on the writing connection in a transaction of its own.</summary>
    public T Administer<T>(Func<Database, T> work)
    {
        lock (_lock)
        {
            ThrowIfUnusable();
            _statements.Begin();
            try
            {
                var result = work(_database);
                _statements.Commit();
                return result;
            }
            catch
            {
                _database.RollbackIfOpen();
                throw;
            }
        }
    }

    /// <summary>Makes a writer the only valid one of its id. Returns its epoch.</summary>
    public long OpenWriter(string writerId) => Administer(_ => _epochs.Next(writerId));

    /// <summary>Commits; see <see cref="ITransaction.Commit"/>.</summary>
    public void Commit(WriterIdentity writer, PendingWrites pending, IReadOnlyList<Progress> progress)
    {
        // Outside the lock: hashing the records.
        foreach (var builder in pending.Builders)
            builder.Finish();
        lock (_lock)
        {
            ThrowIfUnusable();
            _epochs.ThrowIfFenced(writer.Id, writer.Epoch);
            writer.Member?.ThrowIfNotOwner(progress);
            Write(writer, pending, progress);
            Publish();
            Observe(CommitPoint.Committed);
            _checkpointer.Written(_written);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        // It may be waiting for the lock.
        _checkpointer.Dispose();
        lock (_lock)
        {
            _statements.Dispose();
            _epochs.Dispose();
            _database.Dispose();
        }
    }

    private void Write(WriterIdentity writer, PendingWrites pending, IReadOnlyList<Progress> progress)
    {
        _moved.Clear();
        _written = 0;
        try
        {
            Observe(CommitPoint.Before);
            _statements.Begin();
            WriteOutputs(pending);
            Observe(CommitPoint.OutputsWritten);
            for (var i = 0; i < pending.State.Count; i++)
                _statements.Put(writer.StateScope(pending.State.Partition(i)), pending.State.Key(i), pending.State.Value(i));
            _written += pending.State.Count * StateRowBytes;
            Observe(CommitPoint.StateWritten);
            for (var i = 0; i < progress.Count; i++)
                _statements.Put(writer.GroupId, _topics.Partition(progress[i].Partition), progress[i]);
            Observe(CommitPoint.ProgressWritten);
            _statements.Commit();
        }
        catch (StorageException e) when (e.IsTransient)
        {
            Undo();
            throw new AbortedException(e.Message, e);
        }
        catch (Exception e)
        {
            Undo();
            // Whether SQLite kept a transaction whose commit failed on I/O is known only after opening the file anew.
            if (e is StorageException)
                _broken = e;
            throw;
        }
    }

    private void WriteOutputs(PendingWrites pending)
    {
        foreach (var builder in pending.Builders)
        {
            if (builder.IsEmpty)
                continue;
            var (end, high) = (builder.Partition.End, builder.Partition.HighMs);
            foreach (var batch in builder.Finish())
            {
                high = Math.Max(high, batch.MaxMs);
                _statements.Insert(builder.Partition, batch, end, high);
                end += batch.Records;
                _written += batch.Length;
            }

            _moved.Add((builder.Partition, end, high));
        }
    }

    private void Publish()
    {
        foreach (var (partition, end, highMs) in _moved)
            partition.Publish(end, highMs);
        if (_moved.Count > 0)
            _signal.Raise();
    }

    private void Undo()
    {
        try
        {
            _database.RollbackIfOpen();
        }
        catch (LogException e)
        {
            _broken = e;
        }
    }

    private void Observe(CommitPoint point) => _options.Observer?.Invoke(point);

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(EmbeddedLog));
        if ((_broken ?? _checkpointer.Failure) is { } failure)
            throw new LogException($"the log failed before and must be opened anew: {failure.Message}", failure);
    }
}
