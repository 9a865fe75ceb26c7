using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Jsonl;

/// <summary>Hands out the lines of the history file and then of the events file, by partition. The offset of an event is its line among all, from 0.</summary>
internal sealed class JsonlSource : ISource
{
    private const int Chunk = 1024;

    private readonly JsonlFiles _files;
    private readonly PartitionOf _partitionOf;
    private readonly JsonlOrder _order;
    private readonly TopicPartition[] _partitions;
    private readonly RecordBatch[] _waiting;
    private readonly int[] _taken;
    private LineReader? _reader;
    private bool _history;
    private bool _ended;
    private IAssignmentListener? _listener;
    private long _line;

    public JsonlSource(
        JsonlFiles files,
        string topic,
        int partitions,
        PartitionOf partitionOf,
        JsonlOrder order,
        IAssignmentListener listener
    )
    {
        _files = files;
        _partitionOf = partitionOf;
        _order = order;
        _listener = listener;
        _partitions = [.. Enumerable.Range(0, partitions).Select(p => new TopicPartition(topic, p))];
        _waiting = [.. _partitions.Select(_ => new RecordBatch(Chunk))];
        _taken = new int[partitions];
        _history = files.History is not null;
        _reader = new LineReader(files.History ?? files.In, files.MaxLineBytes);
    }

    public TopicPartition? Poll(RecordBatch into, int maxBytes, TimeSpan wait, CancellationToken cancel)
    {
        if (_listener is { } listener)
        {
            _listener = null;
            listener.Assigned(_partitions);
        }

        var p = Next();
        if (p < 0)
        {
            ReadChunk();
            p = Next();
        }

        if (p < 0)
            return null;
        var from = _waiting[p];
        into.Reset(from.Offset(_taken[p]));
        while (_taken[p] < from.Count && into.Count < into.Capacity && (into.Count == 0 || into.Bytes < maxBytes) && !into.IsDue)
        {
            var i = _taken[p]++;
            into.Add(from.Offset(i), null, false, default, true, from.Value(i), default);
        }

        return _partitions[p];
    }

    public void Seek(TopicPartition partition, long offset)
    {
        var p = partition.Partition;
        while (_taken[p] > 0 && _waiting[p].Offset(_taken[p] - 1) >= offset)
            _taken[p]--;
    }

    public void Pause(TopicPartition partition) { }

    public void Resume(TopicPartition partition) { }

    public long Position(TopicPartition partition)
    {
        var (waiting, taken) = (_waiting[partition.Partition], _taken[partition.Partition]);
        return taken < waiting.Count ? waiting.Offset(taken) : _line;
    }

    // How many lines are to come is not known before the file has ended.
    public long EndOffset(TopicPartition partition) => _ended ? _line : long.MaxValue;

    public void Dispose() => _reader?.Dispose();

    private int Next()
    {
        for (var p = 0; p < _waiting.Length; p++)
        {
            if (_taken[p] < _waiting[p].Count)
                return p;
        }

        return -1;
    }

    private void ReadChunk()
    {
        for (var p = 0; p < _waiting.Length; p++)
        {
            _waiting[p].Reset(_line);
            _taken[p] = 0;
        }

        for (var n = 0; n < Chunk && _reader is not null; n++)
        {
            if (!_reader.TryRead(out var line))
            {
                NextFile();
                continue;
            }

            var p = _partitions.Length == 1 ? 0 : _partitionOf(line, _partitions.Length);
            _waiting[p].Add(_line++, null, false, default, true, line, default);
            _order.Add(p, !_history);
        }
    }

    private void NextFile()
    {
        _reader!.Dispose();
        _reader = _history ? new LineReader(_files.In, _files.MaxLineBytes) : null;
        _ended = !_history;
        _history = false;
    }
}
