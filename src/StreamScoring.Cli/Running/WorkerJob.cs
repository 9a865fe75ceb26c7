using System.Globalization;
using StreamScoring.Cli.Commands;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Operating;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Kafka;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Serving;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Cli.Running;

/// <summary>One worker process at work on a cluster, until it is told to stop.</summary>
internal sealed class WorkerJob(AppConfiguration config, KafkaLog log, WorkerLog lines, Health health, LatestDecisions decisions)
{
    private readonly TimeProvider _timer = TimeProvider.System;

    /// <summary>Scores until <paramref name="stop"/>; everything that was scored is committed then. Returns 1 after saying what ended it otherwise.</summary>
    public int Run(LoadedServices services, ISchemaSource schemas, CancellationToken stop)
    {
        var events = config.Pipeline.Topics.Events;
        if (log.PartitionCount(events) == 0)
            log.EnsureTopic(new TopicSpec(events, config.LogPartitions));
        var names = new MessagingNames("kafka", config.Group, config.Pipeline.Topics.Scores);
        using var metrics = new PipelineMetrics(names, _timer);
        using var spans = new PipelineSpans(names, _timer);
        using var lag = new Lag(log, config.Group);
        var options = new PipelineOptions(
            config.Pipeline,
            config.Group,
            schemas,
            _timer,
            new CompositeObserver(lines, health, decisions, metrics, lag, spans)
        )
        {
            Limits = config.Limits,
            Identity = config.Identity,
            Workers = config.Workers,
        };
        var sets = new ActiveSets(services.Set, hash => services.Catalog.Load(hash, out _));
        using var control = new ControlFeed(log, config.Pipeline.Topics.Control, config.Group, sets, options.Observer);
        // Graphs that are named on the command line or in the configuration are what is wanted; the bundled sample gives way to what was deployed.
        if (config.Graphs.Count == 0)
            control.Start();
        using var host = new PipelineHost(log, sets, options);
        // The process ends by itself once everything is committed.
        using var stopping = stop.Register(host.Stop);
        host.Start();
        health.Started();
        lag.Start();
        lines.Say($"group {config.Group} scores {events} on {config.KafkaBootstrap} with {sets.Newest.Hash}");
        try
        {
            host.Wait();
        }
        catch (Exception e) when (CommandLine.IsExpected(e))
        {
            lines.Error(CommandLine.Message(e));
            return ExitCode.FoundFaults;
        }

        lines.Say(string.Create(CultureInfo.InvariantCulture, $"left group {config.Group}; {lines.Events} events were scored"));
        return ExitCode.Fine;
    }
}
