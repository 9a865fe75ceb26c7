using System.CommandLine;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Pipeline.Jsonl;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring score</c>: a file of events in, a file of scores out, through the same kernel as live.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        var input = new Option<string>("--in")
        {
            Description = "Events, one JSON document a line (.jsonl, .jsonl.gz)",
            HelpName = "FILE",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description = "Score records, one a line, in the order of the events",
            HelpName = "FILE",
            Required = true,
        };
        var history = new Option<string?>("--history") { Description = "Earlier events that only build state", HelpName = "FILE" };
        var features = new Option<string?>("--features")
        {
            Description = "Also write every column of the graphs, one record an event",
            HelpName = "FILE",
        };
        var deadLetters = new Option<string?>("--dead-letters")
        {
            Description = "Where what could not be scored goes (default: <out>.dead-letters.jsonl)",
            HelpName = "FILE",
        };
        var partitions = new Option<int>("--partitions")
        {
            Description = "Partitions the events are spread over; never changes a score",
            DefaultValueFactory = _ => 1,
        };
        var (graph, config, set, kind) = (SharedOptions.Graph(), SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var command = new Command("score", "Score a file of events")
        {
            input,
            output,
            history,
            features,
            deadLetters,
            partitions,
            graph,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(parsed.GetValue(config), parsed.GetValue(set) ?? [], parsed.GetValue(graph) ?? []);
            if (loaded is null)
                return SharedOptions.WrongUse;
            var files = new JsonlFiles
            {
                In = parsed.GetRequiredValue(input),
                Out = parsed.GetRequiredValue(output),
                History = parsed.GetValue(history),
                Features = parsed.GetValue(features),
                DeadLetters = parsed.GetValue(deadLetters) ?? parsed.GetRequiredValue(output) + ".dead-letters.jsonl",
                MaxLineBytes = loaded.Limits.MaxEventBytes,
            };
            return Score(loaded, files, parsed.GetValue(partitions), parsed.GetValue(kind));
        });
        return command;
    }

    private static int Score(AppConfiguration config, JsonlFiles files, int partitions, OutputKind kind)
    {
        foreach (var file in new[] { files.In, files.History }.OfType<string>())
        {
            if (File.Exists(file))
                continue;
            Console.Error.WriteLine($"error: '{file}' does not exist");
            return SharedOptions.WrongUse;
        }

        var settings = config.Pipeline with
        {
            Topics = config.Pipeline.Topics with
            {
                Events = Path.GetFileName(files.In),
                Rekeyed = "",
                Features = files.Features is null ? "" : "features",
            },
        };
        using var services = ServiceLoader.Load(config, TimeProvider.System);
        if (services is null)
            return SharedOptions.WrongUse;
        var keys = new EventKeyReader(config.Limits, config.Identity);
        using var log = new JsonlLog(files, settings.Topics, partitions, keys.PartitionOf);
        var counts = new ScoreCounts(TimeProvider.System);
        var options = new PipelineOptions(settings, config.Group, Schemas(config), TimeProvider.System, counts)
        {
            Limits = config.Limits,
            Identity = config.Identity,
        };
        using (var host = new PipelineHost(log, new ActiveSets(new ActiveSet(services.Services, settings)), options))
        {
            host.StopAtEnd();
            host.Start();
            counts.ShowProgress(host);
            host.Wait();
        }

        counts.Summarize(files, kind);
        return counts.Faults > 0 ? SharedOptions.FoundFaults : SharedOptions.Fine;
    }

    internal static ISchemaSource Schemas(AppConfiguration config) =>
        config.Schemas.Length > 0 ? SchemaFolder.Open(config.Schemas) : new SchemaDictionary([]);
}
