using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Running;
using StreamScoring.Cli.Showing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring topics list</c>.</summary>
internal static class TopicsListCommand
{
    public static Command Create()
    {
        var (bootstrap, log) = (SharedOptions.Bootstrap(), SharedOptions.Log());
        var (config, set, kind) = (SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var command = new Verb(
            "list",
            "List the topics with their partitions and how many records each holds",
            """
            Examples:
              streamscoring topics list
              streamscoring topics list --log artifacts/run -o json
              streamscoring topics list --bootstrap localhost:9092
            """
        )
        {
            bootstrap,
            log,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            if (SharedOptions.LoadForLog(parsed, bootstrap, log, config, set) is not { } loaded)
                return ExitCode.WrongUse;
            using var opened = OpenLog.Open(loaded, parsed.GetValue(log), writes: false);
            foreach (var (name, partitions) in opened.Topics())
                Print(name, partitions, Records(opened.Log, name, partitions), parsed.GetValue(kind));
            return ExitCode.Fine;
        });
        return command;
    }

    // On a cluster these are offsets, of which some may be markers of transactions.
    private static long Records(ILog log, string topic, int partitions)
    {
        var records = 0L;
        for (var p = 0; p < partitions; p++)
        {
            using var reader = log.OpenReader(topic, p);
            var (start, end) = reader.Bounds();
            records += end - start;
        }

        return records;
    }

    private static void Print(string topic, int partitions, long records, OutputKind kind)
    {
        if (kind == OutputKind.Json)
        {
            Answer.Write(
                new
                {
                    topic,
                    partitions,
                    records,
                }
            );
            return;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{topic, -28} {partitions, 3} partitions {records, 10} records"));
    }
}
