using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Benchmarks.Cluster.Workers;

/// <summary>
/// One thread: polls batches, appends for each record one with the same key and headers and as many bytes as a score record has, and commits when the product would.
/// </summary>
internal sealed class PassingWorker : IAssignmentListener, IDisposable
{
    private const int BatchSize = 256;
    private const int BatchBytes = 4 << 20;
    private static readonly TimeSpan _idle = TimeSpan.FromMilliseconds(100);
    private readonly CommitPace _pace = new(TimeProvider.System, new PipelineSettings().CommitIntervalMs);
    private readonly Lap _lap;
    private readonly LapMeter _meter;
    private readonly ISource _source;
    private readonly ITransaction _writer;
    private readonly RecordBatch _records = new(BatchSize, TimeProvider.System, 2_000_000);
    private readonly SortedDictionary<(string Topic, int Partition), long> _moved = [];
    private readonly List<Progress> _progress = [];
    private int _open;

    public PassingWorker(ILog log, Lap lap, IReadOnlyList<string> topics, int number, LapMeter meter)
    {
        _lap = lap;
        _meter = meter;
        _source = log.Subscribe(lap.Group, topics, this);
        _writer = log.OpenWriter(lap.Group, $"{lap.Group}-{number}", _source);
    }

    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var read = _source.Poll(_records, BatchBytes, _open > 0 ? _pace.Patience : _idle, stop);
            if (read is { } from)
            {
                if (_open == 0)
                    _pace.Open();
                Pass(from);
            }

            if (_open > 0 && (_pace.IsDue || (read is null && _pace.Patience == TimeSpan.Zero)))
                Commit();
        }
    }

    public void Assigned(IReadOnlyList<TopicPartition> partitions)
    {
        if (_open > 0)
            Commit();
        foreach (var partition in partitions)
            _writer.ReadProgress(partition);
    }

    public void Revoked(IReadOnlyList<TopicPartition> partitions)
    {
        if (_open > 0)
            Commit();
    }

    public void Lost(IReadOnlyList<TopicPartition> partitions) =>
        throw new LogException("partitions were lost while measuring: the machine stood still for too long");

    public void Dispose()
    {
        _source.Dispose();
        _writer.Dispose();
    }

    private void Pass(TopicPartition from)
    {
        var to = new TopicPartition(_lap.Output, from.Partition);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < _records.Count; i++)
        {
            var value = _records.Value(i);
            _writer.Append(
                to,
                _records.Key(i),
                value[..Math.Min(value.Length, _lap.OutputBytes)],
                _records.Headers(i),
                now,
                _records.HasKey(i)
            );
        }

        _moved[(from.Topic, from.Partition)] = _records.NextOffset;
        _open += _records.Count;
        _meter.Begin(_records.Count);
    }

    private void Commit()
    {
        _progress.Clear();
        foreach (var ((topic, partition), next) in _moved)
            _progress.Add(new Progress(new TopicPartition(topic, partition), next, "sha256:9c", -1));
        var begun = TimeProvider.System.GetTimestamp();
        _writer.Commit(_progress);
        _pace.Committed(begun);
        _moved.Clear();
        _meter.Through(_open);
        _open = 0;
    }
}
