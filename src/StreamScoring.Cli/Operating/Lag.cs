using System.Diagnostics.Metrics;
using System.Globalization;
using StreamScoring.Kafka;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Operating;

/// <summary>
/// How many offsets lie between what a worker has committed and the end of each partition that it owns, asked of the cluster every few seconds on a thread of its own,
/// so that a scrape never waits for a broker.
/// </summary>
internal sealed class Lag : IPipelineObserver, IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "StreamScoring.Worker";

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, long> _next = [];
    private readonly Meter _meter = new(MeterName);
    private readonly KafkaLog _log;
    private readonly string _group;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private volatile IReadOnlyDictionary<TopicPartition, long> _ends = new Dictionary<TopicPartition, long>();

    public Lag(KafkaLog log, string group)
    {
        _log = log;
        _group = group;
        _meter.CreateObservableGauge(
            "streamscoring.consumer.lag",
            Measure,
            "{event}",
            "Offsets between the committed one and the end; some may be markers of transactions"
        );
        _meter.CreateObservableGauge("streamscoring.partitions.owned", Owned, "{partition}", "Partitions that this worker owns");
        _thread = new Thread(Run) { Name = "lag", IsBackground = true };
    }

    public void Start() => _thread.Start();

    public void Assigned(TopicPartition partition, long nextOffset, int keys, long stateBytes)
    {
        lock (_lock)
            _next[partition] = nextOffset;
    }

    public void Revoked(TopicPartition partition)
    {
        lock (_lock)
            _next.Remove(partition);
    }

    public void Committed(in CommitInfo commit)
    {
        lock (_lock)
        {
            for (var i = 0; i < commit.Progress.Count; i++)
            {
                if (_next.ContainsKey(commit.Progress[i].Partition))
                    _next[commit.Progress[i].Partition] = commit.Progress[i].NextOffset;
            }
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        if (_thread.IsAlive)
            _thread.Join();
        _stop.Dispose();
        _meter.Dispose();
    }

    private void Run()
    {
        do
        {
            List<TopicPartition> owned;
            lock (_lock)
                owned = [.. _next.Keys];
            try
            {
                if (owned.Count > 0)
                    _ends = _log.EndOffsets(owned);
            }
            catch (LogException)
            {
                // The cluster is away: others say so, and the last known ends stand.
            }
        } while (!_stop.Token.WaitHandle.WaitOne(s_interval));
    }

    private int Owned()
    {
        lock (_lock)
            return _next.Count;
    }

    private List<Measurement<long>> Measure()
    {
        var measured = new List<Measurement<long>>();
        var ends = _ends;
        lock (_lock)
        {
            foreach (var (partition, next) in _next)
            {
                if (ends.TryGetValue(partition, out var end))
                    measured.Add(
                        new Measurement<long>(
                            Math.Max(0, end - next),
                            new KeyValuePair<string, object?>("messaging.destination.name", partition.Topic),
                            new KeyValuePair<string, object?>(
                                "messaging.destination.partition.id",
                                partition.Partition.ToString(CultureInfo.InvariantCulture)
                            ),
                            new KeyValuePair<string, object?>("messaging.consumer.group.name", _group)
                        )
                    );
            }
        }

        return measured;
    }
}
