using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring run</c>: the whole pipeline in one process on the embedded log, playing events and showing what happens.</summary>
internal static class RunCommand
{
    private const double DefaultSpeed = 200;
    private const double MostSpeed = 1_000_000;

    public static Command Create()
    {
        var input = new Option<string?>("--in")
        {
            Description = "Events to play, one JSON document a line (the bundled sample)",
            HelpName = "FILE",
        };
        var history = SharedOptions.Number(
            "--history",
            0,
            long.MaxValue,
            "How many of them to load first, as history (13032 of the sample, else 0)"
        );
        var speed = new Option<string>("--speed")
        {
            Description = "Events a second, or max",
            HelpName = "N|max",
            DefaultValueFactory = _ => DefaultSpeed.ToString(CultureInfo.InvariantCulture),
        };
        var profiles = new Option<string?>("--profiles")
        {
            Description = "Profiles to load first, one JSON document a line (the bundled sample's with its events)",
            HelpName = "FILE",
        };
        var (log, graph, rules) = (SharedOptions.Log(), SharedOptions.Graph(), SharedOptions.Rules());
        var (config, set) = (SharedOptions.Config(), SharedOptions.Set());
        var kind = SharedOptions.Output();
        var command = new Verb(
            "run",
            "Play events through the whole pipeline in this process, and show what happens",
            """
            It goes on where it stopped, also after a kill. Ctrl-C ends it in good order. Dead letters make the exit code 1.
            Without --graph what was deployed on this log is run, or else the bundled sample. Output to a pipe is plain lines;
            with -o json the summary is one JSON document, and the lines go to standard error.

            Examples:
              streamscoring run
              streamscoring run --speed max --log /tmp/trial
              streamscoring run -g my.graph.yaml --in events.jsonl --history 1000
              streamscoring run -g my.graph.yaml -r my.rules.yaml --in events.jsonl --profiles profiles.jsonl
            """
        )
        {
            input,
            history,
            speed,
            log,
            graph,
            rules,
            profiles,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(
                parsed.GetValue(config),
                parsed.GetValue(set) ?? [],
                parsed.GetValue(graph) ?? [],
                ("log.path", parsed.GetValue(log)),
                ("rules", parsed.GetValue(rules))
            );
            if (loaded is null || !TrySpeed(parsed.GetValue(speed)!, out var pace))
                return ExitCode.WrongUse;
            var file = parsed.GetValue(input);
            if (file is not null && ScoreFiles.Unreadable("--in", file) is { } problem)
            {
                Console.Error.WriteLine("error: " + problem);
                return ExitCode.WrongUse;
            }

            if (parsed.GetValue(profiles) is { } people && ScoreFiles.Unreadable("--profiles", people) is { } unreadable)
            {
                Console.Error.WriteLine("error: " + unreadable);
                return ExitCode.WrongUse;
            }

            var play = new PlaySettings(
                file ?? SampleFiles.Events,
                parsed.GetValue(history) ?? (file is null ? SampleFiles.HistoryEvents : 0),
                pace,
                file is null,
                file is null && loaded.Graphs.Count == 0 && loaded.Pipeline.Format == RecordFormat.Json,
                parsed.GetValue(profiles) ?? (file is null ? SampleFiles.Profiles : null)
            );
            return new Show(WithSampleSource(loaded, file), play, parsed.GetValue(kind)).Run();
        });
        return command;
    }

    private static AppConfiguration WithSampleSource(AppConfiguration config, string? file) =>
        file is null && config.Pipeline.SourceName == new AppConfiguration().Pipeline.SourceName
            ? config with
            {
                Pipeline = config.Pipeline with { SourceName = "luma" },
            }
            : config;

    private static bool TrySpeed(string text, out double? eventsPerSecond)
    {
        eventsPerSecond = null;
        if (string.Equals(text, "max", StringComparison.OrdinalIgnoreCase))
            return true;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var pace) && pace > 0 && pace <= MostSpeed)
        {
            eventsPerSecond = pace;
            return true;
        }

        Console.Error.WriteLine($"error: --speed takes events a second, such as {DefaultSpeed:0}, or max, found '{text}'");
        return false;
    }
}
