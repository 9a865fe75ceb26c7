using System.CommandLine;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Showing;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring config</c>: every key with the value in force, its variable and its meaning.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var (config, set, kind) = (SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var command = new Verb(
            "config",
            "List every key of the configuration with the value in force, its default, its environment variable and an example",
            """
            A key stands in streamscoring.yaml (or --config FILE), over it in the environment, over it in --set KEY=VALUE.
            Paths in the file are relative to it. What is passed through to clients is not shown: it may be secret.

            Examples:
              streamscoring config
              streamscoring config --config my.yaml -o json | jq -r 'select(.value != .default) | .key'
            """
        )
        {
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            if (SharedOptions.Load(parsed.GetValue(config), parsed.GetValue(set) ?? [], []) is not { } loaded)
                return ExitCode.WrongUse;
            var (values, defaults) = (ConfigurationValues.Of(loaded), ConfigurationValues.Of(new AppConfiguration()));
            foreach (var key in ConfigurationKeys.All)
                Print(key, values[key.Path], defaults[key.Path], parsed.GetValue(kind));
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Print(ConfigurationKey key, string value, string byDefault, OutputKind kind)
    {
        if (kind == OutputKind.Json)
        {
            Answer.Write(
                new
                {
                    key = key.Path,
                    value,
                    @default = byDefault,
                    variable = key.Variable,
                    example = key.Example,
                    meaning = key.Meaning,
                }
            );
            return;
        }

        var note =
            value != byDefault ? $"   (default: {(byDefault.Length > 0 ? byDefault : "none")})"
            : value.Length == 0 ? "(none)"
            : "";
        Console.WriteLine($"{key.Path}: {value}{note}");
        Console.WriteLine($"    {key.Meaning}; e.g. {key.Example}");
        Console.WriteLine($"    {key.Variable}");
    }
}
