using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Replaying;

/// <summary>Hands out events one after another; the offset of an event is its place.</summary>
internal sealed class ReplaySource : ISource
{
    private readonly IEnumerator<byte[]> _events;
    private readonly TopicPartition _partition;
    private readonly List<byte[]> _kept = [];
    private IAssignmentListener? _listener;
    private long _first;
    private long _next;
    private bool _ended;

    public ReplaySource(IEnumerable<byte[]> events, string topic, IAssignmentListener listener)
    {
        _events = events.GetEnumerator();
        _partition = new TopicPartition(topic, 0);
        _listener = listener;
    }

    public TopicPartition? Poll(RecordBatch into, int maxBytes, TimeSpan wait, CancellationToken cancel)
    {
        if (_listener is { } listener)
        {
            _listener = null;
            listener.Assigned([_partition]);
        }

        // What was handed out before a batch is asked for again only when the batch could not be scored to its end.
        var passed = (int)(_next - _first);
        _kept.RemoveRange(0, Math.Min(passed, _kept.Count));
        _first = _next;
        into.Reset(_next);
        while (into.Count < into.Capacity && (into.Count == 0 || into.Bytes < maxBytes) && !into.IsDue && Event(into.Count) is { } value)
            into.Add(_next++, null, false, default, true, value, default);
        return into.Count > 0 ? _partition : null;
    }

    public void Seek(TopicPartition partition, long offset) => _next = Math.Max(offset, _first);

    public void Pause(TopicPartition partition) { }

    public void Resume(TopicPartition partition) { }

    public long Position(TopicPartition partition) => _next;

    // How many are to come is not known before the end.
    public long EndOffset(TopicPartition partition) => _ended ? _first + _kept.Count : long.MaxValue;

    public void Dispose() => _events.Dispose();

    private byte[]? Event(int index)
    {
        if (index < _kept.Count)
            return _kept[index];
        if (_ended || !_events.MoveNext())
        {
            _ended = true;
            return null;
        }

        _kept.Add(_events.Current);
        return _events.Current;
    }
}
