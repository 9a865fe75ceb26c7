using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;
using StreamScoring.Kafka;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring worker</c>: scores what arrives on a Kafka cluster, alone or as one of many.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var bootstrap = SharedOptions.Bootstrap();
        var (graph, config, set) = (SharedOptions.Graph(), SharedOptions.Config(), SharedOptions.Set());
        var command = new Verb(
            "worker",
            "Score what arrives on a Kafka cluster",
            """
            Start more of them to share the work. Ctrl-C commits and leaves. Without a graph it scores the bundled sample.

            Examples:
              streamscoring worker --bootstrap localhost:9092
              streamscoring worker --config worker.yaml --set workers=2
              streamscoring worker -b localhost:9092 --set kafka.settings.group.protocol=consumer
            """
        )
        {
            bootstrap,
            graph,
            config,
            set,
        };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(
                parsed.GetValue(config),
                parsed.GetValue(set) ?? [],
                parsed.GetValue(graph) ?? [],
                ("kafka.bootstrap", parsed.GetValue(bootstrap))
            );
            return loaded is null ? ExitCode.WrongUse : Run(loaded);
        });
        return command;
    }

    private static int Run(AppConfiguration config)
    {
        var timer = TimeProvider.System;
        if (config.Graphs.Count == 0 && config.Pipeline.SourceName == new AppConfiguration().Pipeline.SourceName)
            config = config with { Pipeline = config.Pipeline with { SourceName = "luma" } };
        using var interruption = new Interruption();
        var lines = new WorkerLog(timer, config.Telemetry.Logs);
        using var log = Cluster.Open(config, config.Pipeline.Delivery, lines.Kafka);
        if (log is null)
            return ExitCode.WrongUse;
        using var registry = Registry.Open(config, lines.Registry);
        if (registry is not null)
        {
            if (registry.ForScores(config, lines.Registry, interruption.Token) is not { } settings)
                return interruption.Token.IsCancellationRequested ? ExitCode.Fine : ExitCode.FoundFaults;
            config = config with { Pipeline = settings };
        }

        using var services = ServiceLoader.Load(config, timer, interruption.Token);
        if (services is null)
            return ExitCode.FoundFaults;
        services.Catalog.Publish(services.Set);
        return Run(config, log, services, registry, lines, interruption.Token);
    }

    private static int Run(
        AppConfiguration config,
        KafkaLog log,
        LoadedServices services,
        Registry? registry,
        WorkerLog lines,
        CancellationToken stop
    )
    {
        var events = config.Pipeline.Topics.Events;
        if (log.PartitionCount(events) == 0)
            log.EnsureTopic(new TopicSpec(events, config.LogPartitions));
        using var metrics = new PipelineMetrics();
        var options = new PipelineOptions(
            config.Pipeline,
            config.Group,
            Registry.SchemasOf(config, registry),
            TimeProvider.System,
            new CompositeObserver(lines, metrics)
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
        lines.Say($"group {config.Group} scores {events} on {config.KafkaBootstrap} with {sets.Newest.Hash}");
        host.Wait();
        lines.Say(string.Create(CultureInfo.InvariantCulture, $"left group {config.Group}; {lines.Events} events were scored"));
        return ExitCode.Fine;
    }
}
