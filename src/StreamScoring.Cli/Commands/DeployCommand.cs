using System.CommandLine;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring deploy</c>: checks graphs, models and a rule set, keeps them by hash, and says that the group is to work with them.</summary>
internal static class DeployCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("files")
        {
            Description = "Graph documents: together they are the active set",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var previous = new Option<bool>("--previous") { Description = "Go back to the set before" };
        var artifacts = new Option<string?>("--artifacts") { Description = "Folder of revisions that every worker sees", HelpName = "DIR" };
        var rules = SharedOptions.Rules();
        rules.Description = "Rule set over the graphs' scores; without graphs, over those in force";
        var (bootstrap, log) = (SharedOptions.Bootstrap(), SharedOptions.Log());
        var (config, set, kind) = (SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var command = new Verb(
            "deploy",
            "Make graphs and a rule set the active set of the group",
            """
            Graphs and models are checked and kept by hash; each partition changes at its own next commit. Workers that were started
            without graphs follow. On a cluster every worker must see the folder of artifacts. A new rule set evaluates everybody anew
            where it begins; who leaves a segment by that leaves it with the reason definition-changed.

            Examples:
              streamscoring deploy my.graph.yaml
              streamscoring deploy my.graph.yaml --bootstrap localhost:9092 --artifacts /srv/revisions
              streamscoring deploy a.graph.yaml b.graph.yaml --artifacts /srv/revisions
              streamscoring deploy --rules my.rules.yaml
              streamscoring deploy --previous
            """
        )
        {
            files,
            rules,
            previous,
            artifacts,
            bootstrap,
            log,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            string[] graphs = parsed.GetValue(files) ?? [];
            var namesNone = graphs.Length == 0 && parsed.GetValue(rules) is null;
            if (namesNone != parsed.GetValue(previous))
            {
                Console.Error.WriteLine("error: name graph documents, a rule set, or --previous to go back");
                return ExitCode.WrongUse;
            }

            if (
                SharedOptions.LoadForLog(
                    parsed,
                    bootstrap,
                    log,
                    config,
                    set,
                    ("artifacts", parsed.GetValue(artifacts)),
                    ("rules", parsed.GetValue(rules))
                )
                is not { } loaded
            )
                return ExitCode.WrongUse;
            using var opened = OpenLog.Open(loaded, parsed.GetValue(log), writes: true);
            return Deploy(loaded with { Graphs = graphs }, opened, parsed.GetValue(previous), parsed.GetValue(kind));
        });
        return command;
    }

    private static int Deploy(AppConfiguration config, OpenLog opened, bool goBack, OutputKind kind)
    {
        var (log, topic) = (opened.Log, config.Pipeline.Topics.Control);
        if (opened.Cluster is not null && config.ArtifactsPath.Length == 0)
            Console.Error.WriteLine(
                $"note: revisions are kept in '{Path.Combine(config.LogPath, "artifacts")}'; workers elsewhere need a folder that they see, too (--artifacts)"
            );
        log.EnsureTopic(ControlTopic.Spec(topic));
        var current = GroupStatus.WantedBy(log, config);
        // Before the first deployment, what scores is what the partitions' progress says.
        var active =
            current?.ActiveSet
            ?? GroupStatus.Read(opened, config, TimeProvider.System).Partitions.Select(p => p.ActiveSet).FirstOrDefault(s => s is not null);
        ControlRecord next;
        if (goBack)
        {
            if (current?.Previous is not { } before)
            {
                Console.Error.WriteLine($"error: group '{config.Group}' has no set before the present one to go back to");
                return ExitCode.WrongUse;
            }

            next = new ControlRecord(before, current.ActiveSet);
        }
        else
        {
            using var services =
                config.Graphs.Count == 0 && active is not null
                    ? ServiceLoader.LoadOver(active, config, TimeProvider.System)
                    : ServiceLoader.Load(config, TimeProvider.System, CancellationToken.None);
            if (services is null)
                return ExitCode.FoundFaults;
            var hash = services.Catalog.Publish(services.Set);
            // Deploying what is active already must not make it its own predecessor.
            next = new ControlRecord(hash, string.Equals(hash, active, StringComparison.Ordinal) ? current?.Previous : active);
        }

        using (var writer = log.OpenWriter("streamscoring-deploy", "streamscoring-deploy"))
            ControlTopic.Write(writer, topic, config.Group, next, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        Console.WriteLine(
            kind == OutputKind.Json
                ? System.Text.Json.JsonSerializer.Serialize(
                    new
                    {
                        group = config.Group,
                        activeSet = next.ActiveSet,
                        previous = next.Previous,
                    }
                )
                : $"group {config.Group} scores with {next.ActiveSet} from each partition's next commit on{(next.Previous is null ? "" : "; back with: streamscoring deploy --previous")}"
        );
        return ExitCode.Fine;
    }
}
