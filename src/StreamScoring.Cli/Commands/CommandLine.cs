using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using StreamScoring.Documents;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Commands;

/// <summary>The one executable: its verbs, and what every failure turns into.</summary>
internal static class CommandLine
{
    private const int InputOutput = 5;
    private const int NoSpace = 28;

    public static int Run(string[] args)
    {
        var root = new RootCommand(
            """
            Scores streams of XDM events with ONNX models.

            Examples:
              streamscoring run                                 watch the sample shop
              streamscoring score --in e.jsonl --out s.jsonl    score a file
              streamscoring lint my.graph.yaml                  check a graph
              streamscoring eval '1 + 2 * 3'                    evaluate an expression
              streamscoring topics read scores --last 3         what was published

            Each verb has its own --help with examples.
            Exit codes: 0 fine, 1 the work found faults or failed, 2 wrong use.
            """
        )
        {
            RunCommand.Create(),
            ScoreCommand.Create(),
            DecideCommand.Create(),
            ExplainCommand.Create(),
            PeopleCommand.Create(),
            LintCommand.Create(),
            TestCommand.Create(),
            DeployCommand.Create(),
            WorkerCommand.Create(),
            ProduceCommand.Create(),
            EvalCommand.Create(),
            TopicsCommand.Create(),
            StatusCommand.Create(),
            DlqCommand.Create(),
            ConfigCommand.Create(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new VerbHelp((HelpAction)help.Action!);
        // A name that starts with @ is a name, not a file of further arguments.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 || MistakenForFiles(parsed).Count > 0)
            return Refuse(parsed);
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e) when (IsExpected(e))
        {
            Console.Error.WriteLine("error: " + Message(e));
            return IsOnTheWay(e) ? ExitCode.FoundFaults : ExitCode.WrongUse;
        }
    }

    /// <summary>Whether something is a failure of the world around, whose message says enough.</summary>
    public static bool IsExpected(Exception e) =>
        e
            is LogException
                or IOException
                or UnauthorizedAccessException
                or InvalidDataException
                or ArgumentException
                or NotSupportedException
        || (e is AggregateException { InnerExceptions: var inner } && inner.All(IsExpected));

    // What no other call would have changed: bytes broken in the log, a disk full or failing.
    private static bool IsOnTheWay(Exception e) => e is CorruptRecordException or IOException { HResult: NoSpace or InputOutput };

    /// <summary>What happened, in one line.</summary>
    public static string Message(Exception e) =>
        e is AggregateException many
            ? string.Join("; ", many.InnerExceptions.Select(Message).Distinct(StringComparer.Ordinal))
            : e.Message.Split(" (Parameter", StringSplitOptions.None)[0];

    private static int Refuse(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = Path(parsed.CommandResult);
        var messages = parsed.UnmatchedTokens.Concat(MistakenForFiles(parsed)).ToArray() is [var wrong, ..]
            ? [$"'{path}' does not know '{wrong}'{Suggestion.Hint(wrong, Known(command, wrong))}"]
            : parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal).ToArray();
        if (parsed.UnmatchedTokens.Count == 0 && command.Subcommands.Count > 0)
            messages = [$"'{path}' needs a verb: {string.Join(", ", command.Subcommands.Select(c => c.Name))}"];
        foreach (var message in messages)
            Console.Error.WriteLine("error: " + message);
        Console.Error.WriteLine($"see: {path} --help");
        return ExitCode.WrongUse;
    }

    // A verb that takes any number of files takes an option it does not know for one of them, unless the rest is marked by --.
    private static List<string> MistakenForFiles(ParseResult parsed) =>
        parsed.Tokens.Any(t => t.Type == TokenType.DoubleDash)
            ? []
            :
            [
                .. parsed
                    .CommandResult.Children.OfType<ArgumentResult>()
                    .Where(a => a.Argument.Arity.MaximumNumberOfValues > 1)
                    .SelectMany(a => a.Tokens)
                    .Select(t => t.Value)
                    .Where(v => v.StartsWith('-')),
            ];

    private static List<string> Known(Command command, string wrong)
    {
        var verbs = command.Subcommands.Select(c => c.Name);
        var options = command.Options.Select(o => o.Name);
        return
        [
            .. wrong.StartsWith('-') ? options
            : command.Subcommands.Count > 0 ? verbs
            : options,
        ];
    }

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "streamscoring";
}
