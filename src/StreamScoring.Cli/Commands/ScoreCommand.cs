using System.CommandLine;
using StreamScoring.Cli.Running;
using StreamScoring.Pipeline.Jsonl;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring score</c>: a file of events in, a file of scores out, through the same kernel as live.</summary>
internal static class ScoreCommand
{
    private const int MostPartitions = 1024;

    public static Command Create()
    {
        var input = new Option<string>("--in")
        {
            Description = "Events, one JSON document a line (also gzipped)",
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
            Description = "Where what could not be scored goes (OUT.dead-letters.jsonl)",
            HelpName = "FILE",
        };
        var partitions = SharedOptions.Number(
            "--partitions",
            1,
            MostPartitions,
            "Partitions the events are spread over (1); never changes a score"
        );
        var (graph, config, set, kind) = (SharedOptions.Graph(), SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var command = new Verb(
            "score",
            "Score a file of events",
            """
            One record an event, in their order. What cannot be scored gets a record with its fault, goes to the dead letters
            as it came, and makes the exit code 1.

            Examples:
              streamscoring score --in events.jsonl --out scores.jsonl
              streamscoring score -g my.graph.yaml --in today.jsonl.gz --history before.jsonl.gz --out scores.jsonl
              streamscoring score --in events.jsonl --out scores.jsonl --features features.jsonl
            """
        )
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
                return ExitCode.WrongUse;
            var files = new JsonlFiles
            {
                In = parsed.GetRequiredValue(input),
                Out = parsed.GetRequiredValue(output),
                History = parsed.GetValue(history),
                Features = parsed.GetValue(features),
                DeadLetters = parsed.GetValue(deadLetters) ?? ScoreFiles.DeadLettersOf(parsed.GetRequiredValue(output)),
                MaxLineBytes = loaded.Limits.MaxEventBytes,
            };
            foreach (var problem in ScoreFiles.Check(files, loaded.Pipeline.Format))
                Console.Error.WriteLine("error: " + problem);
            return ScoreFiles.Check(files, loaded.Pipeline.Format).Any()
                ? ExitCode.WrongUse
                : ScoreJob.Run(loaded, files, (int)(parsed.GetValue(partitions) ?? 1), parsed.GetValue(kind));
        });
        return command;
    }
}
