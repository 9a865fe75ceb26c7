using System.CommandLine;
using System.Text.Json;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;
using StreamScoring.EmbeddedLog;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring deploy</c>: checks graphs and models, keeps them by hash, and says that the group is to score with them.</summary>
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
        var (config, set, kind) = (SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var command = new Command(
            "deploy",
            """
            Make graphs the active set of the group

            Examples:
              streamscoring deploy my.graph.yaml
              streamscoring deploy a.graph.yaml b.graph.yaml --artifacts /srv/revisions
              streamscoring deploy --previous
            """
        )
        {
            files,
            previous,
            artifacts,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            string[] graphs = parsed.GetValue(files) ?? [];
            if (graphs.Length == 0 != parsed.GetValue(previous))
            {
                Console.Error.WriteLine("error: name graph documents, or --previous to go back");
                return SharedOptions.WrongUse;
            }

            var loaded = SharedOptions.Load(
                parsed.GetValue(config),
                parsed.GetValue(set) ?? [],
                graphs,
                ("artifacts", parsed.GetValue(artifacts))
            );
            if (loaded is null)
                return SharedOptions.WrongUse;
            using var log = EmbeddedLog.EmbeddedLog.Open(new EmbeddedLogOptions(loaded.LogPath), TimeProvider.System);
            return Deploy(loaded, log, parsed.GetValue(previous), parsed.GetValue(kind));
        });
        return command;
    }

    private static int Deploy(AppConfiguration config, EmbeddedLog.EmbeddedLog log, bool goBack, OutputKind kind)
    {
        var topic = config.Pipeline.Topics.Control;
        log.EnsureTopic(ControlTopic.Spec(topic));
        ControlRecord? current;
        using (var reader = log.OpenReader(topic, 0))
            current = ControlTopic.Newest(reader, config.Group, 0, out _);
        // Before the first deployment, what scores is what the partitions' progress says.
        var events = new TopicPartition(config.Pipeline.Topics.Events, 0);
        var active =
            current?.ActiveSet ?? (log.PartitionCount(events.Topic) > 0 ? log.ReadProgress(config.Group, events)?.ActiveSet : null);
        ControlRecord next;
        if (goBack)
        {
            if (current?.Previous is not { } before)
            {
                Console.Error.WriteLine($"error: group '{config.Group}' has no set before the present one to go back to");
                return SharedOptions.WrongUse;
            }

            next = new ControlRecord(before, current.ActiveSet);
        }
        else
        {
            using var services = ServiceLoader.Load(config, TimeProvider.System);
            if (services is null)
                return SharedOptions.FoundFaults;
            var hash = services.Catalog.Publish(services.Set);
            // Deploying what is active already must not make it its own predecessor.
            next = new ControlRecord(hash, string.Equals(hash, active, StringComparison.Ordinal) ? current?.Previous : active);
        }

        using (var writer = log.OpenWriter("streamscoring-deploy", "streamscoring-deploy"))
            ControlTopic.Write(writer, topic, config.Group, next, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        Console.WriteLine(
            kind == OutputKind.Json
                ? JsonSerializer.Serialize(
                    new
                    {
                        group = config.Group,
                        activeSet = next.ActiveSet,
                        previous = next.Previous,
                    }
                )
                : $"group {config.Group} scores with {next.ActiveSet} from each partition's next commit on{(next.Previous is null ? "" : "; back with: streamscoring deploy --previous")}"
        );
        return SharedOptions.Fine;
    }
}
