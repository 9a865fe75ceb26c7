using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring run</c>: the whole pipeline in one process on the embedded log, playing events and showing what happens.</summary>
internal static class RunCommand
{
    private const double DefaultSpeed = 200;

    public static Command Create()
    {
        var input = new Option<string?>("--in")
        {
            Description = "Events to play, one JSON document a line (the bundled sample)",
            HelpName = "FILE",
        };
        var history = new Option<long?>("--history")
        {
            Description = "How many of them to load first, as history (13,032 of the sample)",
            HelpName = "N",
        };
        var speed = new Option<string>("--speed")
        {
            Description = "Events a second, or max",
            HelpName = "N|max",
            DefaultValueFactory = _ => DefaultSpeed.ToString(CultureInfo.InvariantCulture),
        };
        var log = new Option<string?>("--log") { Description = "Folder of the embedded log (artifacts/run)", HelpName = "DIR" };
        var (graph, config, set) = (SharedOptions.Graph(), SharedOptions.Config(), SharedOptions.Set());
        var command = new Command(
            "run",
            "Play events through the whole pipeline in this process and show what happens; goes on where it stopped"
        )
        {
            input,
            history,
            speed,
            log,
            graph,
            config,
            set,
        };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(
                parsed.GetValue(config),
                parsed.GetValue(set) ?? [],
                parsed.GetValue(graph) ?? [],
                ("log.path", parsed.GetValue(log))
            );
            if (loaded is null || !TrySpeed(parsed.GetValue(speed)!, out var pace))
                return SharedOptions.WrongUse;
            var file = parsed.GetValue(input);
            if (file is not null && !File.Exists(file))
            {
                Console.Error.WriteLine($"error: '{file}' does not exist");
                return SharedOptions.WrongUse;
            }

            var play = new PlaySettings(
                file ?? SampleFiles.Events,
                parsed.GetValue(history) ?? (file is null ? SampleFiles.HistoryEvents : 0),
                pace,
                file is null
            );
            return Show.Run(WithSampleSource(loaded, file), play);
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
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var pace) && pace > 0 && double.IsFinite(pace))
        {
            eventsPerSecond = pace;
            return true;
        }

        Console.Error.WriteLine($"error: --speed takes events a second ({DefaultSpeed:0}) or max, found '{text}'");
        return false;
    }
}
