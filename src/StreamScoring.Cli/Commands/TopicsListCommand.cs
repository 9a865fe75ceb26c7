using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Showing;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring topics list</c>.</summary>
internal static class TopicsListCommand
{
    public static Command Create()
    {
        var (log, config, set, kind) = (SharedOptions.Log(), SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var command = new Verb(
            "list",
            "List the topics with their partitions and how many records each holds",
            """
            Examples:
              streamscoring topics list
              streamscoring topics list --log artifacts/run -o json
            """
        )
        {
            log,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(parsed.GetValue(config), parsed.GetValue(set) ?? [], [], ("log.path", parsed.GetValue(log)));
            if (loaded is null)
                return ExitCode.WrongUse;
            using var opened = EmbeddedLog.EmbeddedLog.OpenReadOnly(loaded.LogPath, TimeProvider.System);
            foreach (var topic in opened.Topics())
                Print(topic.Name, topic.Partitions, Records(opened, topic.Name, topic.Partitions), parsed.GetValue(kind));
            return ExitCode.Fine;
        });
        return command;
    }

    private static long Records(EmbeddedLog.EmbeddedLog log, string topic, int partitions)
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
