using System.CommandLine;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.DeadLetters;
using StreamScoring.Cli.Running;
using StreamScoring.Cli.Showing;
using StreamScoring.Kafka.Registry;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring dlq</c>: what could not be scored, and how to give it another try.</summary>
internal static class DlqCommand
{
    private const long DefaultRetries = 3;

    public static Command Create() =>
        new Verb(
            "dlq",
            "Look at dead letters, and retry them",
            """
            Examples:
              streamscoring dlq ls
              streamscoring dlq show 2/17
              streamscoring dlq retry --bootstrap localhost:9092
            """
        )
        {
            List(),
            Show(),
            Retry(),
        };

    private static Command List()
    {
        var code = new Option<string?>("--code") { Description = "Only those of this error code, e.g. malformed", HelpName = "CODE" };
        var last = SharedOptions.Number("--last", 0, long.MaxValue, "Only the newest N of each partition");
        return Verb(
            "ls",
            "List dead letters: where they lie, where they came from, what was wrong; never what was in them",
            """
            Examples:
              streamscoring dlq ls
              streamscoring dlq ls --code malformed --last 20 -b localhost:9092
              streamscoring dlq ls -o json | jq -r .code | sort | uniq -c
            """,
            [code, last],
            writes: false,
            (parsed, config, opened, kind) =>
            {
                var topic = config.Pipeline.Topics.DeadLetters;
                var wanted = parsed.GetValue(code);
                for (var p = 0; p < opened.Log.PartitionCount(topic); p++)
                {
                    var partition = p;
                    TopicScan.Run(
                        opened.Log,
                        topic,
                        p,
                        new ScanRange(Last: parsed.GetValue(last)),
                        (batch, i) =>
                        {
                            var letter = Letter.Read(batch, i, partition);
                            if (wanted is null || string.Equals(wanted, letter.Code, StringComparison.Ordinal))
                                LetterPrinter.Print(letter, kind);
                        }
                    );
                }

                return ExitCode.Fine;
            }
        );
    }

    private static Command Show()
    {
        var which = new Argument<string>("place") { Description = "PARTITION/OFFSET of the dead letter, as dlq ls gives it" };
        return Verb(
            "show",
            "Print one dead letter whole, with its payload and headers, as JSON",
            """
            Examples:
              streamscoring dlq show 2/17
              streamscoring dlq show 2/17 -b localhost:9092 | jq .value
            """,
            [which],
            writes: false,
            (parsed, config, opened, _) =>
            {
                if (Place(parsed.GetRequiredValue(which)) is not { } place)
                    return ExitCode.WrongUse;
                var topic = config.Pipeline.Topics.DeadLetters;
                using var registry = Registry.Open(config, line => Console.Error.WriteLine("warning: " + line));
                using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
                var printer = new RecordPrinter(
                    output,
                    OutputKind.Json,
                    new AvroToJson(Registry.SchemasOf(config, registry), TimeProvider.System)
                );
                var partition = new TopicPartition(topic, place.Partition);
                if (
                    place.Partition < opened.Log.PartitionCount(topic)
                    && TopicScan.One(opened.Log, partition, place.Offset, (batch, i) => printer.Print(batch, i, topic, place.Partition))
                )
                    return ExitCode.Fine;
                Console.Error.WriteLine($"error: there is no dead letter {place} in '{topic}'");
                return ExitCode.WrongUse;
            }
        );
    }

    private static Command Retry()
    {
        var which = new Argument<string[]>("places")
        {
            Description = "PARTITION/OFFSET of dead letters; none: all since the last retry of all",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var limit = SharedOptions.Number("--limit", 1, 1000, "Retries of one event, after which it is refused (3)");
        return Verb(
            "retry",
            "Send dead letters back to the events, as they came",
            """
            Key, value and headers are those of the event; a header counts the retries, and an event that had too many is refused.
            What was lost with its bytes cannot be retried. Retrying all begins behind what was retried so before.

            Examples:
              streamscoring dlq retry
              streamscoring dlq retry 2/17 0/3 -b localhost:9092
              streamscoring dlq retry --limit 1
            """,
            [which, limit],
            writes: true,
            (parsed, config, opened, kind) =>
            {
                var places = new List<LetterPlace>();
                foreach (var text in parsed.GetValue(which) ?? [])
                {
                    if (Place(text) is not { } place)
                        return ExitCode.WrongUse;
                    places.Add(place);
                }

                var outcome = new Resending(opened.Log, config, parsed.GetValue(limit) ?? DefaultRetries).Run(places);
                LetterPrinter.Print(outcome, kind);
                return outcome.Refused.Count > 0 ? ExitCode.FoundFaults : ExitCode.Fine;
            }
        );
    }

    private static Command Verb(
        string name,
        string description,
        string details,
        IReadOnlyList<Symbol> own,
        bool writes,
        Func<ParseResult, AppConfiguration, OpenLog, OutputKind, int> run
    )
    {
        var (bootstrap, log) = (SharedOptions.Bootstrap(), SharedOptions.Log());
        var (config, set, kind) = (SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var command = new Verb(name, description, details);
        foreach (var symbol in own)
        {
            if (symbol is Argument argument)
                command.Add(argument);
            else
                command.Add((Option)symbol);
        }

        foreach (var option in new Option[] { bootstrap, log, config, set, kind })
            command.Add(option);
        command.SetAction(parsed =>
        {
            if (SharedOptions.LoadForLog(parsed, bootstrap, log, config, set) is not { } loaded)
                return ExitCode.WrongUse;
            using var opened = OpenLog.Open(loaded, parsed.GetValue(log), writes);
            if (opened.Log.PartitionCount(loaded.Pipeline.Topics.DeadLetters) > 0)
                return run(parsed, loaded, opened, parsed.GetValue(kind));
            Console.Error.WriteLine($"error: there is no topic '{loaded.Pipeline.Topics.DeadLetters}' in '{opened.Place}'");
            return ExitCode.WrongUse;
        });
        return command;
    }

    private static LetterPlace? Place(string text)
    {
        var place = LetterPlace.Parse(text);
        if (place is null)
            Console.Error.WriteLine($"error: a dead letter is named PARTITION/OFFSET, such as 2/17, found '{text}'");
        return place;
    }
}
