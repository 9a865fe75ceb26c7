using System.CommandLine;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Showing;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring config</c>: every key, its variable and its meaning.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var kind = SharedOptions.Output();
        var command = new Verb(
            "config",
            "List every key of the configuration with its environment variable and an example",
            """
            A key stands in streamscoring.yaml (or --config FILE), over it in the environment, over it in --set KEY=VALUE.
            Paths in the file are relative to it.

            Examples:
              streamscoring config
              streamscoring config -o json | jq -r .variable
            """
        )
        {
            kind,
        };
        command.SetAction(parsed =>
        {
            foreach (var key in ConfigurationKeys.All)
                Print(key, parsed.GetValue(kind));
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Print(ConfigurationKey key, OutputKind kind)
    {
        if (kind == OutputKind.Json)
        {
            Answer.Write(
                new
                {
                    key = key.Path,
                    variable = key.Variable,
                    example = key.Example,
                    meaning = key.Meaning,
                }
            );
            return;
        }

        Console.WriteLine($"{key.Path}: {key.Example}");
        Console.WriteLine($"    {key.Meaning}");
        Console.WriteLine($"    {key.Variable}");
    }
}
