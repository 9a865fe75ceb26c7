using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Running;
using StreamScoring.Cli.Showing;
using StreamScoring.Documents;
using StreamScoring.Kafka.Registry;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring topics read</c>.</summary>
internal static class TopicsReadCommand
{
    public static Command Create()
    {
        var topic = new Argument<string>("topic") { Description = "The topic" };
        var from = new Option<string?>("--from") { Description = "From this time on (RFC 3339)", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "Up to this time (RFC 3339), not included", HelpName = "TIME" };
        var last = SharedOptions.Number("--last", 0, long.MaxValue, "Only the newest N records of each partition");
        var (bootstrap, log) = (SharedOptions.Bootstrap(), SharedOptions.Log());
        var (config, set) = (SharedOptions.Config(), SharedOptions.Set());
        var kind = SharedOptions.Output(OutputKind.Json);
        var command = new Verb(
            "read",
            "Print a topic's records, partition by partition, as JSON lines",
            """
            Values that are JSON stand as they are (value), so do Avro values whose schema is in the registry or the schema folder;
            others stand as Base64 (valueBase64). Only what was committed is read.

            Examples:
              streamscoring topics read scores --last 1
              streamscoring topics read scores | jq .value.data.services
              streamscoring topics read xdm.events.dead-letters -o table
              streamscoring topics read scores -b localhost:9092 --from 2018-12-10T15:00:00Z --to 2018-12-10T16:00:00Z -o jsonl
            """
        )
        {
            topic,
            from,
            to,
            last,
            bootstrap,
            log,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            if (
                SharedOptions.LoadForLog(parsed, bootstrap, log, config, set) is not { } loaded
                || !TryTime(parsed.GetValue(from), "--from", out var fromMs)
                || !TryTime(parsed.GetValue(to), "--to", out var toMs)
            )
                return ExitCode.WrongUse;
            using var opened = OpenLog.Open(loaded, parsed.GetValue(log), writes: false);
            var name = parsed.GetRequiredValue(topic);
            var partitions = opened.Log.PartitionCount(name);
            if (partitions == 0)
            {
                Console.Error.WriteLine(
                    $"error: there is no topic '{name}' in '{opened.Place}'{Suggestion.Hint(name, [.. opened.Topics().Select(t => t.Name)])}"
                );
                return ExitCode.WrongUse;
            }

            using var registry = Registry.Open(loaded, line => Console.Error.WriteLine("warning: " + line));
            using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
            var avro = new AvroToJson(Registry.SchemasOf(loaded, registry), TimeProvider.System);
            var printer = new RecordPrinter(output, parsed.GetValue(kind), avro);
            var range = new ScanRange(fromMs, toMs, parsed.GetValue(last));
            for (var p = 0; p < partitions; p++)
            {
                var partition = p;
                TopicScan.Run(opened.Log, name, p, range, (batch, i) => printer.Print(batch, i, name, partition));
            }

            return ExitCode.Fine;
        });
        return command;
    }

    private static bool TryTime(string? text, string option, out long? ms)
    {
        ms = null;
        if (text is null)
            return true;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            ms = time.ToUnixTimeMilliseconds();
            return true;
        }

        Console.Error.WriteLine($"error: {option} takes a time such as 2018-12-10T15:30:00Z, found '{text}'");
        return false;
    }
}
