using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using StreamScoring.Cli.Configuration;

namespace StreamScoring.Cli.Commands;

/// <summary>Options that several verbs take.</summary>
internal static class SharedOptions
{
    public static Option<string?> Config() =>
        new("--config", "-c") { Description = "Configuration file (streamscoring.yaml of this folder if it is there)", HelpName = "FILE" };

    public static Option<string[]> Set() =>
        new("--set")
        {
            Description = "Set one key of the configuration, e.g. pipeline.batchSize=64 (`config` lists them)",
            HelpName = "KEY=VALUE",
            AllowMultipleArgumentsPerToken = false,
        };

    public static Option<string[]> Graph() =>
        new("--graph", "-g")
        {
            Description = "Graph document, one a service (otherwise what was deployed, or the bundled sample)",
            HelpName = "FILE",
        };

    public static Option<string?> Log() => new("--log") { Description = "Folder of the embedded log (artifacts/run)", HelpName = "DIR" };

    /// <summary>The brokers; over <c>kafka.bootstrap</c>.</summary>
    public static Option<string?> Bootstrap() =>
        new("--bootstrap", "-b") { Description = "Brokers of the Kafka cluster", HelpName = "HOST:PORT" };

    public static Option<OutputKind> Output(OutputKind otherwise = OutputKind.Table) =>
        new("--output", "-o")
        {
            Description = "How to answer",
            HelpName = "json|table",
            CustomParser = result =>
            {
                switch (result.Tokens[0].Value.ToLowerInvariant())
                {
                    case "json":
                    case "jsonl":
                        return OutputKind.Json;
                    case "table":
                        return OutputKind.Table;
                    default:
                        result.AddError($"--output takes json or table, found '{result.Tokens[0].Value}'");
                        return otherwise;
                }
            },
            DefaultValueFactory = _ => otherwise,
        };

    /// <summary>An option that takes a whole number of a range.</summary>
    public static Option<long?> Number(string name, long min, long max, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => ParseNumber(result, name, min, max),
        };

    /// <summary>The configuration under the flags, or null after saying what is wrong on standard error.</summary>
    public static AppConfiguration? Load(string? file, string[] set, string[] graphs, params (string Key, string? Text)[] flags)
    {
        var all = new List<(string, string)>();
        foreach (var pair in set)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                Console.Error.WriteLine($"error: --set takes KEY=VALUE, e.g. --set pipeline.batchSize=64, found '{pair}'");
                return null;
            }

            all.Add((pair[..at], pair[(at + 1)..]));
        }

        // A flag of its own is text as it stands; a JSON string is that in YAML, too.
        all.AddRange(flags.Where(f => f.Text is not null).Select(f => (f.Key, JsonSerializer.Serialize(f.Text))));
        var outcome = ConfigurationLoader.Load(file, ConfigurationLoader.Environment(), all);
        foreach (var problem in outcome.Problems)
            Console.Error.WriteLine(problem);
        return outcome.Value is { } config ? config with { Graphs = graphs.Length > 0 ? graphs : config.Graphs } : null;
    }

    /// <summary>The configuration of a verb that works on either log, or null after saying what is wrong.</summary>
    public static AppConfiguration? LoadForLog(
        ParseResult parsed,
        Option<string?> bootstrap,
        Option<string?> log,
        Option<string?> config,
        Option<string[]> set,
        params (string Key, string? Text)[] flags
    )
    {
        if (parsed.GetValue(bootstrap) is not null && parsed.GetValue(log) is not null)
        {
            Console.Error.WriteLine("error: --bootstrap names a cluster and --log an embedded log; give one of them");
            return null;
        }

        return Load(
            parsed.GetValue(config),
            parsed.GetValue(set) ?? [],
            [],
            [("kafka.bootstrap", parsed.GetValue(bootstrap)), ("log.path", parsed.GetValue(log)), .. flags]
        );
    }

    private static long? ParseNumber(ArgumentResult result, string name, long min, long max)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max)
            return n;
        result.AddError(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name} takes a whole number {(max == long.MaxValue ? $"of at least {min}" : $"from {min} to {max}")}, found '{text}'"
            )
        );
        return null;
    }
}
