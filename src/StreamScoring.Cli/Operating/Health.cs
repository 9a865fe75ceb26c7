using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Operating;

/// <summary>
/// Whether a worker lives (nothing of it has ended for good) and is ready (what it owns is restored; one that waits for partitions is ready, too, once it has had time to
/// be given some).
/// </summary>
internal sealed class Health(TimeProvider time) : IPipelineObserver
{
    private static readonly TimeSpan s_joining = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly HashSet<TopicPartition> _owned = [];
    private readonly HashSet<int> _restoring = [];
    private long? _started;
    private bool _everAssigned;
    private bool _stopping;
    private string? _failure;

    /// <summary>Why it should be started anew, or null.</summary>
    public string? Dead
    {
        get
        {
            lock (_lock)
                return _failure;
        }
    }

    /// <summary>Why it does not score now, or null.</summary>
    public string? NotReady
    {
        get
        {
            lock (_lock)
            {
                return _failure
                    ?? (
                        _stopping ? "stopping"
                        : _started is not { } started ? "starting"
                        : _restoring.Count > 0 ? $"restoring partitions {string.Join(", ", _restoring.Order())}"
                        : !_everAssigned && time.GetElapsedTime(started) < s_joining ? "joining the group"
                        : null
                    );
            }
        }
    }

    /// <summary>How many partitions it owns.</summary>
    public int Partitions
    {
        get
        {
            lock (_lock)
                return _owned.Count;
        }
    }

    /// <summary>The members have joined.</summary>
    public void Started()
    {
        lock (_lock)
            _started = time.GetTimestamp();
    }

    /// <summary>It was told to end.</summary>
    public void Stopping()
    {
        lock (_lock)
            _stopping = true;
    }

    public void Restoring(TopicPartition partition)
    {
        lock (_lock)
            _restoring.Add(partition.Partition);
    }

    public void Assigned(TopicPartition partition, long nextOffset, int keys, long stateBytes)
    {
        lock (_lock)
        {
            _restoring.Remove(partition.Partition);
            _owned.Add(partition);
            _everAssigned = true;
        }
    }

    public void Revoked(TopicPartition partition)
    {
        lock (_lock)
        {
            _restoring.Remove(partition.Partition);
            _owned.Remove(partition);
        }
    }

    public void Failed(int worker, Exception reason)
    {
        lock (_lock)
            _failure ??= reason.Message;
    }
}
