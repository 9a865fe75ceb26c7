using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Pipeline.Jsonl;

/// <summary>Writes score and feature records in the order of the events, and dead letters as they come. State needs no home: it ends with the run.</summary>
internal sealed class JsonlWriter : ITransaction
{
    private readonly JsonlFiles _files;
    private readonly TopicNames _topics;
    private readonly JsonlOrder _order;
    private readonly FileStream _scores;
    private readonly FileStream? _features;
    private readonly SortedDictionary<int, Queue<byte[]>> _scored = [];
    private readonly SortedDictionary<int, Queue<byte[]>> _featured = [];
    private FileStream? _deadLetters;

    public JsonlWriter(JsonlFiles files, TopicNames topics, JsonlOrder order)
    {
        _files = files;
        _topics = topics;
        _order = order;
        _scores = Create(files.Out);
        // Those of an earlier run must not pass for this one's.
        File.Delete(files.DeadLetters);
        _features = files.Features is null ? null : Create(files.Features);
    }

    public void Append(
        TopicPartition to,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> headers,
        long timestampMs,
        bool hasKey = true,
        bool hasValue = true
    )
    {
        if (string.Equals(to.Topic, _topics.Scores, StringComparison.Ordinal))
            QueueOf(_scored, to.Partition).Enqueue(value.ToArray());
        else if (string.Equals(to.Topic, _topics.Features, StringComparison.Ordinal))
            QueueOf(_featured, to.Partition).Enqueue(value.ToArray());
        else
            JsonlDeadLetters.Write(_deadLetters ??= Create(_files.DeadLetters), value, headers);
    }

    public void PutState(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) { }

    public void Commit(IReadOnlyList<Progress> progress)
    {
        while (_order.TryPeek(out var line) && _scored.TryGetValue(line.Partition, out var records) && records.TryDequeue(out var record))
        {
            _order.Pass();
            var features = _features is not null ? QueueOf(_featured, line.Partition).Dequeue() : null;
            if (!line.Publish)
                continue;
            WriteLine(_scores, record);
            if (features is not null)
                WriteLine(_features!, features);
        }
    }

    public void Abort()
    {
        _scored.Clear();
        _featured.Clear();
    }

    public Progress? ReadProgress(TopicPartition partition) => null;

    public void RestoreState(int partition, StateVisitor each) { }

    public void Dispose()
    {
        _scores.Dispose();
        _features?.Dispose();
        _deadLetters?.Dispose();
    }

    private static Queue<byte[]> QueueOf(SortedDictionary<int, Queue<byte[]>> queues, int partition)
    {
        if (!queues.TryGetValue(partition, out var queue))
            queues[partition] = queue = [];
        return queue;
    }

    private static void WriteLine(FileStream to, byte[] line)
    {
        to.Write(line);
        to.WriteByte((byte)'\n');
    }

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
}
