using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Cli.Replaying;

/// <summary>Runs the kernel over events in memory, on one partition: the same code as live.</summary>
/// <param name="config">The configuration.</param>
/// <param name="set">What scores and decides.</param>
/// <param name="observer">Is told what happens.</param>
internal sealed class Replay(AppConfiguration config, ActiveSet set, IPipelineObserver observer)
{
    /// <summary>
    /// Runs until everything is decided, and time-outs up to <paramref name="untilNs"/> (ns of event time; the last event's time if that is later) have fired. Throws what a log
    /// throws. <paramref name="whileRunning"/> is called on the caller's thread in the meantime.
    /// </summary>
    public void Run(ReplayInput input, ReplaySink sink, long untilNs = long.MinValue, Action<PipelineHost>? whileRunning = null)
    {
        var settings = config.Pipeline with
        {
            Topics = config.Pipeline.Topics with
            {
                Rekeyed = "",
                Features = "",
                ProfilesHistory = "",
                Profiles = input.Profiles.Count > 0 ? config.Pipeline.Topics.Profiles : "",
            },
        };
        using var log = new ReplayLog(input, settings.Topics, sink);
        var options = new PipelineOptions(settings, config.Group, ScoreJob.Schemas(config), TimeProvider.System, observer)
        {
            Limits = config.Limits,
            Identity = config.Identity,
            TimersUntilNs = untilNs,
        };
        using var host = new PipelineHost(log, new ActiveSets(set), options);
        host.StopAtEnd();
        host.Start();
        whileRunning?.Invoke(host);
        if (whileRunning is not null)
            host.Stop();
        host.Wait();
    }
}
