using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Showing;
using StreamScoring.Documents;
using StreamScoring.Pipeline.Ports;

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
        var (log, config, set) = (SharedOptions.Log(), SharedOptions.Config(), SharedOptions.Set());
        var kind = SharedOptions.Output(OutputKind.Json);
        var command = new Verb(
            "read",
            "Print a topic's records, partition by partition, as JSON lines",
            """
            Values that are JSON stand as they are (value), others as Base64 (valueBase64).

            Examples:
              streamscoring topics read scores --last 1
              streamscoring topics read scores | jq .value.data.services
              streamscoring topics read xdm.events.dead-letters -o table
            """
        )
        {
            topic,
            from,
            to,
            last,
            log,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(parsed.GetValue(config), parsed.GetValue(set) ?? [], [], ("log.path", parsed.GetValue(log)));
            if (
                loaded is null
                || !TryTime(parsed.GetValue(from), "--from", out var fromMs)
                || !TryTime(parsed.GetValue(to), "--to", out var toMs)
            )
                return ExitCode.WrongUse;
            using var opened = EmbeddedLog.EmbeddedLog.OpenReadOnly(loaded.LogPath, TimeProvider.System);
            var name = parsed.GetRequiredValue(topic);
            var partitions = opened.PartitionCount(name);
            if (partitions == 0)
            {
                Console.Error.WriteLine(
                    $"error: there is no topic '{name}' in '{loaded.LogPath}'{Suggestion.Hint(name, [.. opened.Topics().Select(t => t.Name)])}"
                );
                return ExitCode.WrongUse;
            }

            using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
            var printer = new RecordPrinter(output, parsed.GetValue(kind));
            for (var p = 0; p < partitions; p++)
                Print(opened, name, p, (fromMs, toMs, parsed.GetValue(last)), printer);
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Print(ILog log, string topic, int partition, (long? FromMs, long? ToMs, long? Last) what, RecordPrinter printer)
    {
        using var reader = log.OpenReader(topic, partition);
        var batch = new RecordBatch(256);
        var (at, end) = reader.Bounds();
        if (what.FromMs is { } start)
            at = Math.Max(at, reader.OffsetAt(start));
        if (what.ToMs is { } stop)
            end = Math.Min(end, reader.OffsetAt(stop));
        if (what.Last is { } n)
            at = Math.Max(at, end - n);
        while (at < end && reader.Read(at, batch, 1 << 20) > 0)
        {
            for (var i = 0; i < batch.Count && batch.Offset(i) < end; i++)
                printer.Print(batch, i, topic, partition);
            at = batch.NextOffset;
        }
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
