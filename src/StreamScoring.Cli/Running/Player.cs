using System.Runtime.ExceptionServices;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Cli.Running;

/// <summary>Feeds on a thread of its own while the pipeline scores, and lets the pipeline end when the play is over, was stopped, or failed.</summary>
internal sealed class Player : IDisposable
{
    private readonly SampleFeeder _feeder;
    private readonly PipelineHost _host;
    private readonly CancellationTokenSource _stop;
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;
    private bool _started;

    public Player(SampleFeeder feeder, PipelineHost host, double? eventsPerSecond, TimeProvider timer, CancellationToken stop)
    {
        _feeder = feeder;
        _host = host;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _thread = new Thread(() => Play(eventsPerSecond, timer)) { Name = "sample-feeder", IsBackground = true };
    }

    public void Start()
    {
        _started = true;
        _thread.Start();
    }

    /// <summary>Ends the play if it still goes on. Throws what ended it, if it failed.</summary>
    public void End()
    {
        _stop.Cancel();
        _thread.Join();
        _failure?.Throw();
    }

    public void Dispose()
    {
        _stop.Cancel();
        if (_started)
            _thread.Join();
        _stop.Dispose();
    }

    private void Play(double? eventsPerSecond, TimeProvider timer)
    {
        try
        {
            _feeder.Play(eventsPerSecond, timer, _stop.Token);
            if (!_stop.IsCancellationRequested)
            {
                _host.StopAtEnd();
                return;
            }
        }
        catch (Exception e)
        {
            // A thread's exception would take the process down; it is thrown again where the run waits.
            _failure = ExceptionDispatchInfo.Capture(e);
        }

        _host.Stop();
    }
}
