using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Benchmarks.Pipelines;

/// <summary>
/// A worker of the same shape as the pipeline's that decodes nothing: it polls batches, appends for each record one with the same key and as many bytes as a
/// score record has, and commits at the same interval.
/// </summary>
internal sealed class PassThrough : IAssignmentListener, IDisposable
{
    private const int BatchSize = 256;
    private const int BatchBytes = 4 << 20;
    private static readonly TimeSpan s_commitInterval = TimeSpan.FromMilliseconds(50);
    private readonly ISource _source;
    private readonly ITransaction _writer;
    private readonly RecordBatch _records = new(BatchSize);
    private readonly List<Progress> _progress = [];
    private readonly int _valueBytes;
    private TopicPartition _from;
    private bool _pending;

    public PassThrough(ILog log, string group, int valueBytes)
    {
        log.EnsureTopic(new TopicSpec("scores", 1));
        _valueBytes = valueBytes;
        _source = log.Subscribe(group, [Load.Topic], this);
        _writer = log.OpenWriter(group, $"{group}-0", _source);
    }

    /// <summary>Runs on a thread of its own until everything is through.</summary>
    public void Run(MeasuringObserver observer)
    {
        var thread = new Thread(() => Pump(observer));
        thread.Start();
        thread.Join();
    }

    public void Assigned(IReadOnlyList<TopicPartition> partitions) => _from = partitions[0];

    public void Revoked(IReadOnlyList<TopicPartition> partitions) { }

    public void Lost(IReadOnlyList<TopicPartition> partitions) { }

    public void Dispose()
    {
        _source.Dispose();
        _writer.Dispose();
    }

    private void Pump(MeasuringObserver observer)
    {
        var to = new TopicPartition("scores", 0);
        var since = TimeProvider.System.GetTimestamp();
        var next = 0L;
        while (true)
        {
            var read = _source.Poll(
                _records,
                BatchBytes,
                _pending ? TimeSpan.Zero : TimeSpan.FromMilliseconds(100),
                CancellationToken.None
            );
            if (read is not null)
            {
                if (!_pending)
                    since = TimeProvider.System.GetTimestamp();
                _pending = true;
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                for (var i = 0; i < _records.Count; i++)
                {
                    var value = _records.Value(i);
                    _writer.Append(to, _records.Key(i), value[..Math.Min(value.Length, _valueBytes)], default, now, _records.HasKey(i));
                }

                next = _records.NextOffset;
                observer.Handled(_records.Count);
            }

            if (_pending && (read is null || TimeProvider.System.GetElapsedTime(since) >= s_commitInterval))
                Commit(next);
            if (read is null && next > 0 && next >= _source.EndOffset(_from))
                return;
        }
    }

    private void Commit(long next)
    {
        _progress.Clear();
        _progress.Add(new Progress(_from, next, "sha256:9c", -1));
        _writer.Commit(_progress);
        _pending = false;
    }
}
