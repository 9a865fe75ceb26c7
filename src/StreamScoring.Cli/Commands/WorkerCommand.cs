using System.CommandLine;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Operating;
using StreamScoring.Cli.Running;
using StreamScoring.Kafka;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Serving;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring worker</c>: scores what arrives on a Kafka cluster, alone or as one of many.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var bootstrap = SharedOptions.Bootstrap();
        var http = new Option<string?>("--http")
        {
            Description = "Answer /livez, /readyz, /metrics and /decisions/IDENTITY there; port 0 takes a free one (telemetry.http)",
            HelpName = "HOST:PORT",
        };
        var logs = new Option<string?>("--log-format") { Description = "How to write the log (telemetry.logs)", HelpName = "text|json" };
        var artifacts = new Option<string?>("--artifacts") { Description = "Folder of revisions that every worker sees", HelpName = "DIR" };
        var (graph, rules, config, set) = (SharedOptions.Graph(), SharedOptions.Rules(), SharedOptions.Config(), SharedOptions.Set());
        var command = new Verb(
            "worker",
            "Score what arrives on a Kafka cluster",
            """
            Start more of them to share the work. Ctrl-C commits and leaves. Without a graph it scores the bundled sample, and from
            the first deployment on what was deployed.

            Examples:
              streamscoring worker --bootstrap localhost:9092
              streamscoring worker -b localhost:9092 --http 127.0.0.1:9464 --log-format json --artifacts /srv/revisions
              streamscoring worker --config worker.yaml --set workers=2
              streamscoring worker -b localhost:9092 --set kafka.settings.group.protocol=consumer
            """
        )
        {
            bootstrap,
            graph,
            rules,
            http,
            logs,
            artifacts,
            config,
            set,
        };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(
                parsed.GetValue(config),
                parsed.GetValue(set) ?? [],
                parsed.GetValue(graph) ?? [],
                ("kafka.bootstrap", parsed.GetValue(bootstrap)),
                ("rules", parsed.GetValue(rules)),
                ("telemetry.http", parsed.GetValue(http)),
                ("telemetry.logs", parsed.GetValue(logs)),
                ("artifacts", parsed.GetValue(artifacts))
            );
            return loaded is null ? ExitCode.WrongUse : Run(loaded);
        });
        return command;
    }

    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(2);

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
        var health = new Health(timer);
        using var stopping = interruption.Token.Register(health.Stopping);
        // Before anything that may have to wait, so that it is seen to live.
        using var decisions = new LatestDecisions(log, config.Pipeline.Topics.DecisionsLatest);
        using var operations = Operations.Start(config.Telemetry, health, decisions, Cluster.Instance(config));
        if (operations.Address is { } address)
            lines.Say($"answers {address}/livez, /readyz, /metrics and /decisions/IDENTITY");
        try
        {
            while (true)
            {
                try
                {
                    return Run(config, log, lines, health, decisions, interruption.Token);
                }
                catch (LogUnavailableException e)
                {
                    lines.Say($"waiting for the cluster: {e.Message}");
                    interruption.Token.WaitHandle.WaitOne(s_rest);
                    interruption.Token.ThrowIfCancellationRequested();
                }
            }
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            lines.Say("stopped before it joined its group");
            return ExitCode.Fine;
        }
    }

    private static int Run(
        AppConfiguration config,
        KafkaLog log,
        WorkerLog lines,
        Health health,
        LatestDecisions decisions,
        CancellationToken stop
    )
    {
        using var registry = Registry.Open(config, lines.Registry);
        if (registry is not null)
        {
            if (registry.ForScores(config, lines.Registry, stop) is not { } settings)
                return ExitCode.FoundFaults;
            config = config with { Pipeline = settings };
        }

        using var services = ServiceLoader.Load(config, TimeProvider.System, stop);
        if (services is null)
            return ExitCode.FoundFaults;
        services.Catalog.Publish(services.Set);
        return new WorkerJob(config, log, lines, health, decisions).Run(services, Registry.SchemasOf(config, registry), stop);
    }
}
