using System.Text;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Serving;

/// <summary>Where in one partition of the newest decisions each person's stand. Goes on reading where it left off each time it is asked. Thread-safe.</summary>
internal sealed class DecisionIndex(ILog log, string topic, int partition) : IDisposable
{
    private const int BatchBytes = 4 << 20;
    private readonly Lock _lock = new();
    private readonly RecordBatch _records = new(1024);
    private readonly Dictionary<string, SortedDictionary<string, long>> _offsets = new(StringComparer.Ordinal);
    private IPartitionReader? _reader;
    private long _next;
    private bool _isDisposed;

    /// <summary>The newest decisions of a person; null when the partition is not owned any more.</summary>
    public List<LatestDecision>? Find(string identity)
    {
        lock (_lock)
        {
            if (_isDisposed)
                return null;
            _reader ??= log.OpenReader(topic, partition);
            CatchUp(_reader);
            var found = new List<LatestDecision>();
            if (_offsets.TryGetValue(identity, out var placements))
            {
                foreach (var (placement, offset) in placements)
                    found.Add(new LatestDecision(placement, RecordAt(_reader, offset)));
            }

            return found;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _reader?.Dispose();
            _reader = null;
        }
    }

    private void CatchUp(IPartitionReader reader)
    {
        for (; reader.Read(_next, _records, BatchBytes) > 0; _next = _records.NextOffset)
        {
            for (var i = 0; i < _records.Count; i++)
                Note(Encoding.UTF8.GetString(_records.Key(i)), _records.Offset(i), _records.HasValue(i));
        }
    }

    // Placements have no slash in their names, namespaces and ids may.
    private void Note(string key, long offset, bool hasValue)
    {
        var slash = key.LastIndexOf('/');
        if (slash < 0)
            return;
        var (identity, placement) = (key[..slash], key[(slash + 1)..]);
        if (hasValue)
        {
            if (!_offsets.TryGetValue(identity, out var placements))
                _offsets[identity] = placements = new(StringComparer.Ordinal);
            placements[placement] = offset;
        }
        else if (_offsets.TryGetValue(identity, out var placements))
        {
            placements.Remove(placement);
        }
    }

    private byte[] RecordAt(IPartitionReader reader, long offset)
    {
        // One record, whatever its size.
        if (reader.Read(offset, _records, 1) == 0 || _records.Offset(0) != offset)
            throw new LogException(
                $"{topic}/{partition}: there is no record at offset {offset} any more; it was taken away by hand or by retention"
            );
        return _records.Value(0).ToArray();
    }
}
