using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Running;
using StreamScoring.Cli.Showing;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring status</c>: who scores what, how far behind, and with which revision.</summary>
internal static class StatusCommand
{
    private const int HashDigits = 12;

    public static Command Create()
    {
        var (bootstrap, log) = (SharedOptions.Bootstrap(), SharedOptions.Log());
        var (config, set, kind) = (SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var command = new Verb(
            "status",
            "Show who scores which partition, how far behind it is, and with which revision",
            """
            It joins no group and disturbs nobody. Lag counts offsets; on a cluster some of them may be markers of transactions.

            Examples:
              streamscoring status --bootstrap localhost:9092
              streamscoring status --log artifacts/run
              streamscoring status -b localhost:9092 -o json | jq .lagEvents
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
            var status = GroupStatus.Read(opened, loaded, TimeProvider.System);
            if (status.Partitions.Count == 0)
            {
                Console.Error.WriteLine($"error: there is no topic '{loaded.Pipeline.Topics.Events}' in '{opened.Place}'");
                return ExitCode.WrongUse;
            }

            if (parsed.GetValue(kind) == OutputKind.Json)
                PrintJson(status);
            else
                PrintTable(status);
            return ExitCode.Fine;
        });
        return command;
    }

    private static void PrintJson(GroupStatus status) =>
        Answer.Write(
            new
            {
                group = status.Group,
                wanted = status.Wanted?.ActiveSet,
                previous = status.Wanted?.Previous,
                lagEvents = status.Partitions.Sum(p => p.LagEvents),
                lagSeconds = status.Partitions.Max(p => p.LagMs) / 1000.0,
                partitions = status.Partitions.Select(p => new
                {
                    topic = p.Partition.Topic,
                    partition = p.Partition.Partition,
                    owner = p.Owner,
                    next = p.Next,
                    lagEvents = p.LagEvents,
                    lagSeconds = p.LagMs / 1000.0,
                    activeSet = p.ActiveSet,
                }),
            }
        );

    private static void PrintTable(GroupStatus status)
    {
        Console.WriteLine(
            $"group {status.Group}, {(status.Wanted is { } wanted ? $"deployed {wanted.ActiveSet}" : "nothing was deployed")}"
        );
        var width = status.Partitions.Max(p => p.Partition.ToString().Length);
        foreach (var p in status.Partitions)
        {
            var next = p.Next?.ToString(CultureInfo.InvariantCulture) ?? "-";
            var revision = p.ActiveSet is { } hash ? hash[..Math.Min(hash.Length, "sha256:".Length + HashDigits)] : "-";
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{p.Partition.ToString().PadRight(width)}  next {next, 10}  lag {p.LagEvents, 8} events {p.LagMs / 1000.0, 8:0.0} s  {revision, -19}  {p.Owner ?? "-"}"
                )
            );
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"in all: {status.Partitions.Sum(p => p.LagEvents)} events behind, the oldest has waited {status.Partitions.Max(p => p.LagMs) / 1000.0:0.0} s"
            )
        );
    }
}
