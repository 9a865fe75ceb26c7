using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Revisions;

/// <summary>
/// Follows the control topic on a thread of its own: a set that is wanted and can be had becomes the newest; one that cannot leaves the old one serving and is reported,
/// again and again until it can be had or another is wanted.
/// </summary>
public sealed class ControlFeed : IDisposable
{
    // Of the looks that find a wanted set missing, one in so many is reported.
    private const int ReportEvery = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly ILog _log;
    private readonly string _topic;
    private readonly string _group;
    private readonly ActiveSets _sets;
    private readonly IPipelineObserver _observer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private string? _wanted;
    private int _refusals;
    private long _next;

    /// <summary>A feed for a group; <see cref="Start"/> lets it run.</summary>
    public ControlFeed(ILog log, string topic, string group, ActiveSets sets, IPipelineObserver observer)
    {
        _log = log;
        _topic = topic;
        _group = group;
        _sets = sets;
        _observer = observer;
        _thread = new Thread(Run) { Name = "control", IsBackground = true };
    }

    /// <summary>Takes what is wanted now, then follows the topic.</summary>
    public void Start()
    {
        _log.EnsureTopic(ControlTopic.Spec(_topic));
        using (var reader = _log.OpenReader(_topic, 0))
            Look(reader);
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        if (_thread.IsAlive)
            _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        IPartitionReader? reader = null;
        try
        {
            while (!_stop.Token.WaitHandle.WaitOne(Interval))
            {
                try
                {
                    Look(reader ??= _log.OpenReader(_topic, 0));
                }
                catch (LogException e)
                {
                    // The log is away for now; scoring goes on under the set in force.
                    _observer.RevisionRefused(_wanted ?? "", e.Message);
                    reader?.Dispose();
                    reader = null;
                }
            }
        }
        finally
        {
            reader?.Dispose();
        }
    }

    private void Look(IPartitionReader reader)
    {
        if (ControlTopic.Newest(reader, _group, _next, out _next, why => _observer.RevisionRefused("", why)) is { } record)
            (_wanted, _refusals) = (record.ActiveSet, 0);
        if (_wanted is null || string.Equals(_wanted, _sets.Newest.Hash, StringComparison.Ordinal))
            return;
        if (_sets.Find(_wanted) is { } set)
            _sets.Activate(set);
        else if (_refusals++ % ReportEvery == 0)
            _observer.RevisionRefused(_wanted, "an artifact of it is missing or refused here; the set in force goes on");
    }
}
