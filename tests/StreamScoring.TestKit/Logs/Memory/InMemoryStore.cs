using StreamScoring.EmbeddedLog.Topics;
using StreamScoring.EmbeddedLog.Writing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.TestKit.Logs.Memory;

/// <summary>What an in-memory log holds; outlives the <see cref="InMemoryLog"/> objects opened on it, as a disk outlives processes.</summary>
public sealed class InMemoryStore(InMemoryLogOptions options)
{
    private readonly Dictionary<TopicPartition, MemoryPartition> _partitions = [];
    private readonly Dictionary<(string Group, TopicPartition Partition), Progress> _progress = [];
    private readonly Dictionary<(string Group, int Partition), MemoryState> _state = [];
    private readonly Dictionary<string, long> _epochs = new(StringComparer.Ordinal);
    private int _topics;
    private int _commits;

    internal Lock Lock { get; } = new();

    internal TopicCatalog Catalog { get; } = new();

    internal InMemoryLogOptions Options => options;

    /// <summary>Commits to refuse, counted from 1 for the next one: each throws <see cref="AbortedException"/> and nothing of it is kept.</summary>
    public ISet<int> FailingCommits { get; } = new HashSet<int>();

    /// <summary>The commits asked for so far, refused ones included.</summary>
    public int Commits => _commits;

    /// <summary>Breaks the record at an offset.</summary>
    public void Corrupt(TopicPartition partition, long offset)
    {
        lock (Lock)
        {
            Find(partition).Corrupt.Add(offset);
            Find(partition).Corrupt.Sort();
        }
    }

    internal MemoryPartition Find(TopicPartition partition) => _partitions[partition];

    internal void EnsureTopic(TopicSpec topic)
    {
        TopicCatalog.Validate(topic);
        lock (Lock)
        {
            if (Catalog.Find(topic.Name) is { } existing)
            {
                TopicCatalog.CheckSame(topic, existing.Length);
                return;
            }

            for (var i = 0; i < topic.Partitions; i++)
                _partitions.Add(new TopicPartition(topic.Name, i), new MemoryPartition(options.SegmentBytes, options.KeepsOneSegment));
            Catalog.Add(topic.Name, ++_topics, topic.Partitions);
        }
    }

    internal long NextEpoch(string writerId)
    {
        lock (Lock)
            return _epochs[writerId] = _epochs.GetValueOrDefault(writerId) + 1;
    }

    internal Progress? ReadProgress(string group, TopicPartition partition)
    {
        lock (Lock)
            return _progress.GetValueOrDefault((group, partition));
    }

    internal IReadOnlyList<(byte[] Key, byte[] Value)> ReadState(string group, int partition)
    {
        lock (Lock)
            return _state.TryGetValue((group, partition), out var state) ? state.Snapshot() : [];
    }

    internal void Commit(WriterIdentity writer, PendingWrites pending, IReadOnlyList<Progress> progress)
    {
        lock (Lock)
        {
            if (_epochs[writer.Id] != writer.Epoch)
                throw new FencedException(
                    $"writer '{writer.Id}' of epoch {writer.Epoch} was replaced by one of epoch {_epochs[writer.Id]}"
                );
            writer.Member?.ThrowIfNotOwner(progress);
            if (FailingCommits.Contains(++_commits))
                throw new AbortedException($"commit {_commits} was told to fail");
            for (var i = 0; i < progress.Count; i++)
                Catalog.Partition(progress[i].Partition);
            Apply(writer, pending, progress);
        }
    }

    private void Apply(WriterIdentity writer, PendingWrites pending, IReadOnlyList<Progress> progress)
    {
        foreach (var builder in pending.Builders)
        {
            if (builder.IsEmpty)
                continue;
            var partition = builder.Partition;
            var (end, high) = (partition.End, partition.HighMs);
            foreach (var batch in builder.Finish())
            {
                high = Math.Max(high, batch.MaxMs);
                EmbeddedLog.Batches.BatchFormat.WritePlace(batch.Bytes, partition.Id, end);
                Find(partition.Name).Add(batch, end, high);
                end += batch.Records;
            }

            partition.Publish(options.TransactionMarkers ? end + 1 : end, high);
        }

        for (var i = 0; i < pending.State.Count; i++)
            State(writer.Group, pending.State.Partition(i)).Put(pending.State.Key(i), pending.State.Value(i));
        for (var i = 0; i < progress.Count; i++)
            _progress[(writer.Group, progress[i].Partition)] = progress[i];
    }

    private MemoryState State(string group, int partition)
    {
        if (!_state.TryGetValue((group, partition), out var state))
            _state.Add((group, partition), state = new MemoryState());
        return state;
    }
}
