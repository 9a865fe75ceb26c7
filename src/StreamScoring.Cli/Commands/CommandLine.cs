using System.CommandLine;
using StreamScoring.Documents;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Commands;

/// <summary>The one executable: its verbs, and what every failure turns into.</summary>
internal static class CommandLine
{
    public static int Run(string[] args)
    {
        var root = new RootCommand(
            """
            Scores streams of XDM events with ONNX models.

            Examples:
              streamscoring run                                        play the sample shop and watch it being scored
              streamscoring score --in events.jsonl --out scores.jsonl score a file
              streamscoring lint --graph my.graph.yaml                 check a graph before it is deployed
              streamscoring topics read scores --last 3                look at what was published

            Exit codes: 0 fine, 1 the work found faults, 2 wrong use.
            """
        )
        {
            RunCommand.Create(),
            ScoreCommand.Create(),
            LintCommand.Create(),
            DeployCommand.Create(),
            TopicsCommand.Create(),
            ConfigCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                Console.Error.WriteLine(error.Message + Hint(parsed, root));
            Console.Error.WriteLine(
                $"see: streamscoring {string.Join(' ', args.Take(1).Where(a => root.Subcommands.Any(c => c.Name == a)).Append("--help"))}"
            );
            return SharedOptions.WrongUse;
        }

        try
        {
            return parsed.Invoke(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) }
            );
        }
        catch (Exception e)
            when (e is LogException or IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            Console.Error.WriteLine("error: " + e.Message);
            return SharedOptions.WrongUse;
        }
    }

    private static string Hint(ParseResult parsed, RootCommand root)
    {
        if (parsed.UnmatchedTokens is not [var wrong, ..])
            return "";
        var known = parsed
            .CommandResult.Command.Subcommands.Select(c => c.Name)
            .Concat(parsed.CommandResult.Command.Options.Select(o => o.Name))
            .ToList();
        return Suggestion.Hint(wrong, known.Count > 0 ? known : [.. root.Subcommands.Select(c => c.Name)]);
    }
}
