using System.CommandLine;
using StreamScoring.Cli.Configuration;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring config</c>: every key, its variable and its meaning.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var command = new Command("config", "List every key of the configuration with its environment variable and an example");
        command.SetAction(_ =>
        {
            foreach (var key in ConfigurationKeys.All)
                Console.WriteLine($"{key.Path, -26} {key.Variable, -44} e.g. {key.Example, -24} {key.Meaning}");
            return SharedOptions.Fine;
        });
        return command;
    }
}
