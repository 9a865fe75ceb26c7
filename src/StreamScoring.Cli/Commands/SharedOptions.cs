using System.CommandLine;
using StreamScoring.Cli.Configuration;

namespace StreamScoring.Cli.Commands;

/// <summary>Options that several verbs take, and the exit codes of all.</summary>
internal static class SharedOptions
{
    /// <summary>All went well.</summary>
    public const int Fine = 0;

    /// <summary>The work was done and found faults.</summary>
    public const int FoundFaults = 1;

    /// <summary>The call was wrong: arguments, configuration, files.</summary>
    public const int WrongUse = 2;

    public static Option<string?> Config() =>
        new("--config", "-c") { Description = "Configuration file (streamscoring.yaml of this folder if it is there)", HelpName = "FILE" };

    public static Option<string[]> Set() =>
        new("--set")
        {
            Description = "Set one key of the configuration, e.g. --set pipeline.batchSize=64",
            HelpName = "KEY=VALUE",
            AllowMultipleArgumentsPerToken = false,
        };

    public static Option<string[]> Graph() =>
        new("--graph", "-g") { Description = "Graph document, one a service (the bundled sample when none is given)", HelpName = "FILE" };

    public static Option<OutputKind> Output() =>
        new("--output", "-o")
        {
            Description = "json or table",
            HelpName = "json|table",
            DefaultValueFactory = _ => OutputKind.Table,
        };

    /// <summary>The configuration under the flags, or null after saying what is wrong on standard error.</summary>
    public static AppConfiguration? Load(string? file, string[] set, string[] graphs, params (string Key, string? Value)[] flags)
    {
        var all = new List<(string, string)>();
        foreach (var pair in set)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                Console.Error.WriteLine($"--set takes KEY=VALUE, found '{pair}'");
                return null;
            }

            all.Add((pair[..at], pair[(at + 1)..]));
        }

        all.AddRange(flags.Where(f => f.Value is not null).Select(f => (f.Key, f.Value!)));
        var outcome = ConfigurationLoader.Load(file, ConfigurationLoader.Environment(), all);
        foreach (var problem in outcome.Problems)
            Console.Error.WriteLine(problem);
        return outcome.Value is { } config ? config with { Graphs = graphs.Length > 0 ? graphs : config.Graphs } : null;
    }
}

/// <summary>How a verb answers.</summary>
internal enum OutputKind
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs.</summary>
    Json,
}
