using StreamScoring.EmbeddedLog.Groups;
using StreamScoring.EmbeddedLog.Inbox;
using StreamScoring.EmbeddedLog.Reading;
using StreamScoring.EmbeddedLog.Storage;
using StreamScoring.EmbeddedLog.Topics;
using StreamScoring.EmbeddedLog.Writing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog;

/// <summary>
/// A durable, partitioned log in one folder, in one SQLite file. One process writes, with any number of threads; others may read meanwhile.
/// A commit (records, state, progress, offsets) is one SQLite transaction: what <see cref="ITransaction.Commit"/> acknowledged survives the death of the process at any moment.
/// </summary>
public sealed class EmbeddedLog : ILog
{
    private readonly EmbeddedLogOptions _options;
    private readonly TimeProvider _time;
    private readonly WriterLock? _lock;
    private readonly Committer? _committer;
    private readonly TopicCatalog _catalog = new();
    private readonly CommitSignal _signal = new();
    private readonly GroupRegistry _groups;
    private readonly GroupTables _tables;
    private readonly PostReader? _inbox;
    private readonly PostBox? _posts;
    private readonly List<TopicSpec> _wanted = [];

    private EmbeddedLog(EmbeddedLogOptions options, TimeProvider time, Access access)
    {
        _options = options;
        _time = time;
        _groups = new GroupRegistry(_catalog, _signal);
        var writes = access == Access.Write;
        if (writes)
        {
            Directory.CreateDirectory(options.Folder);
            _lock = WriterLock.Take(options.Folder, options.WaitForWriter, time);
        }

        if (access != Access.Read)
            _posts = new PostBox(options.Folder, time);
        try
        {
            if (writes)
                _committer = new Committer(Database.OpenWriter(options.Folder, options.SurvivePowerLoss), _catalog, _signal, options);
            _tables = new GroupTables(Database.OpenReader(options.Folder));
            LoadTopics();
            if (writes)
                _inbox = new PostReader(this, _posts!);
        }
        catch
        {
            _tables?.Dispose();
            _committer?.Dispose();
            _lock?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a log for writing and reading; makes it when the folder has none. Throws <see cref="LogException"/> when another process has it open for writing
    /// (the message says which), when its format is unknown, or when it cannot be read or written.
    /// </summary>
    public static EmbeddedLog Open(EmbeddedLogOptions options, TimeProvider time) => new(options, time, Access.Write);

    /// <summary>
    /// Opens a log for a few records now and then, as a deployment is: for writing when no other process has it, else beside that process, which then writes for this one. Of
    /// such a log the writers take records only; their commit returns once the records are in the log. Throws <see cref="LogException"/> as <see cref="Open"/> does.
    /// </summary>
    public static EmbeddedLog OpenOrShare(EmbeddedLogOptions options, TimeProvider time)
    {
        try
        {
            return new EmbeddedLog(options with { WaitForWriter = TimeSpan.Zero }, time, Access.Write);
        }
        catch (HeldElsewhereException)
        {
            return new EmbeddedLog(options, time, Access.Post);
        }
    }

    /// <summary>Opens an existing log for reading only; it may be written by another process meanwhile. Joining groups and writing throw <see cref="LogException"/>.</summary>
    public static EmbeddedLog OpenReadOnly(string folder, TimeProvider time) => new(new EmbeddedLogOptions(folder), time, Access.Read);

    /// <inheritdoc/>
    public void EnsureTopic(TopicSpec topic)
    {
        TopicCatalog.Validate(topic);
        if (_committer is null && _posts is not null)
        {
            _wanted.Add(topic);
            if (PartitionCount(topic.Name) is 0)
                return;
        }
        else if (_catalog.Find(topic.Name) is null)
        {
            var (id, partitions) = Committing().Administer(database => TopicTable.Ensure(database, topic));
            _catalog.Add(topic.Name, id, partitions);
        }

        TopicCatalog.CheckSame(topic, PartitionCount(topic.Name));
    }

    /// <inheritdoc/>
    public int PartitionCount(string topic)
    {
        if (_catalog.Find(topic) is null && _committer is null)
            LoadTopics();
        return _catalog.Find(topic)?.Length ?? 0;
    }

    /// <summary>All topics by name, with how many partitions each has.</summary>
    public IReadOnlyList<(string Name, int Partitions)> Topics()
    {
        if (_committer is null)
            LoadTopics();
        return _catalog.All;
    }

    /// <inheritdoc/>
    public ISource Subscribe(string group, IReadOnlyList<string> topics, IAssignmentListener listener)
    {
        Committing();
        var partitions = _groups.Partitions(topics);
        var queries = new BatchQueries(Database.OpenReader(_options.Folder));
        try
        {
            var member = _groups.Join(group, topics);
            var reading = new GroupReading(
                partitions,
                name => Reader(queries, ownsQueries: false, name),
                name => ReadProgress(group, name)?.NextOffset
            );
            return new GroupSource(_groups, member, reading, listener, _signal, _time, queries.Dispose);
        }
        catch
        {
            queries.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ITransaction OpenWriter(string group, string writerId, ISource? member = null)
    {
        if (_committer is null && _posts is { } posts && member is null)
            return new PostWriter(this, group, posts, _wanted);
        var committer = Committing();
        var joined = (member as GroupSource)?.Member;
        if (member is not null && !_groups.Has(joined, group))
            throw new LogException($"writer '{writerId}' is to commit for a member that is not one of group '{group}' in this log");
        var (epoch, groupId) = (committer.OpenWriter(writerId), committer.Administer(database => GroupTables.Number(database, group)));
        var limits = new WriteLimits(_options.BatchBytes, _options.MaxRecordBytes, _options.MaxTransactionBytes);
        return new Writer(
            this,
            committer,
            new WriterIdentity(writerId, epoch, group, groupId, joined),
            new PendingWrites(_catalog, limits)
        );
    }

    /// <inheritdoc/>
    public IPartitionReader OpenReader(string topic, int partition)
    {
        PartitionCount(topic);
        _catalog.Partition(new TopicPartition(topic, partition));
        var queries = new BatchQueries(Database.OpenReader(_options.Folder));
        return Reader(queries, ownsQueries: true, new TopicPartition(topic, partition));
    }

    /// <summary>The progress last committed by a group for a partition, or null. Fences nobody.</summary>
    public Progress? ReadProgress(string group, TopicPartition partition)
    {
        PartitionCount(partition.Topic);
        return _tables.ReadProgress(group, _catalog.Partition(partition));
    }

    /// <summary>Hands every committed key and state of a group in an input partition number to <paramref name="each"/>, in key order. Fences nobody.</summary>
    public void ReadState(string group, int partition, StateVisitor each)
    {
        // A connection of its own: a long restore must not hold up other readers of the group's tables.
        using var tables = new GroupTables(Database.OpenReader(_options.Folder));
        tables.ReadState(group, partition, each);
    }

    /// <summary>Closes the log. Sources, writers and readers of it must be disposed before.</summary>
    public void Dispose()
    {
        _inbox?.Dispose();
        _tables.Dispose();
        _committer?.Dispose();
        _lock?.Dispose();
    }

    private Committer Committing() => _committer ?? throw new LogException($"the log '{_options.Folder}' was opened read-only");

    private PartitionReader Reader(BatchQueries queries, bool ownsQueries, TopicPartition name)
    {
        var partition = _catalog.Partition(name);
        if (_committer is not null)
            return new PartitionReader(queries, ownsQueries, partition, () => (partition.Start, partition.End));
        return new PartitionReader(queries, ownsQueries, partition, () => (queries.Start(partition), queries.Last(partition).End));
    }

    private enum Access : byte
    {
        Read,
        Post,
        Write,
    }

    private void LoadTopics()
    {
        using var database = Database.OpenReader(_options.Folder);
        using var queries = new BatchQueries(database);
        TopicTable.Load(database, queries, _catalog);
    }
}
