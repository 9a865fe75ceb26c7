using System.Collections;
using StreamScoring.Documents;

namespace StreamScoring.Cli.Configuration;

/// <summary>Puts the layers together: defaults, <c>streamscoring.yaml</c>, environment variables, flags.</summary>
internal static class ConfigurationLoader
{
    private const string Prefix = "STREAMSCORING__";

    /// <summary>
    /// The configuration, or what is wrong with it. <paramref name="file"/> null takes <c>streamscoring.yaml</c> of the working folder if it is there.
    /// <paramref name="flags"/> are dotted keys with values as in YAML.
    /// </summary>
    public static DocumentOutcome<AppConfiguration> Load(
        string? file,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<(string Key, string Value)> flags,
        AppConfiguration? defaults = null
    )
    {
        var problems = new List<DocumentError>();
        var config = defaults ?? new AppConfiguration();
        file ??= File.Exists("streamscoring.yaml") ? "streamscoring.yaml" : null;
        if (file is not null)
            config = ReadFile(file, config, problems);
        config = ReadOverrides("environment", Variables(environment), config, problems);
        config = ReadOverrides("command line", flags, config, problems);
        return new DocumentOutcome<AppConfiguration>(problems.Any(p => p.Severity == DocumentSeverity.Error) ? null : config, problems);
    }

    /// <summary>The process's environment.</summary>
    public static IReadOnlyDictionary<string, string> Environment() =>
        System
            .Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);

    private static AppConfiguration ReadFile(string file, AppConfiguration below, List<DocumentError> problems)
    {
        if (!File.Exists(file))
        {
            problems.Add(new DocumentError(file, "$", default, DocumentSeverity.Error, "the configuration file does not exist"));
            return below;
        }

        var parsed = DocumentParser.Parse(File.ReadAllText(file), file);
        problems.AddRange(parsed.Problems);
        return parsed.Value is { } map ? Apply(map, file, Path.GetDirectoryName(file) ?? "", below, problems) : below;
    }

    private static List<(string Key, string Value)> Variables(IReadOnlyDictionary<string, string> environment)
    {
        var found = new List<(string, string)>();
        foreach (var (name, value) in environment.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            var key = ConfigurationKeys.All.FirstOrDefault(k => string.Equals(k.Variable, name, StringComparison.OrdinalIgnoreCase));
            found.Add((key?.Path ?? name[Prefix.Length..].ToLowerInvariant().Replace("__", ".", StringComparison.Ordinal), value));
        }

        return found;
    }

    private static AppConfiguration ReadOverrides(
        string layer,
        IReadOnlyList<(string Key, string Value)> overrides,
        AppConfiguration below,
        List<DocumentError> problems
    )
    {
        var root = DocumentBuilding.Map();
        foreach (var (key, text) in overrides)
        {
            var value = DocumentParser.Parse("v: " + (text.Length == 0 ? "''" : text), $"{layer}: {key}.yaml");
            if (value.Value?["v"] is not { } node)
            {
                problems.AddRange(value.Problems);
                continue;
            }

            root = Put(root, key.Split('.'), node);
        }

        return Apply(root, layer, "", below, problems);
    }

    private static DocumentMap Put(DocumentMap root, ReadOnlySpan<string> steps, DocumentNode value) =>
        steps.Length == 1
            ? root.With(steps[0], value)
            : root.With(steps[0], Put(root[steps[0]] as DocumentMap ?? DocumentBuilding.Map(), steps[1..], value));

    private static AppConfiguration Apply(DocumentMap map, string file, string folder, AppConfiguration below, List<DocumentError> problems)
    {
        var errors = new DocumentErrors(file);
        var config = ConfigurationLayer.Read(new MapReader(map, errors), below, folder);
        problems.AddRange(errors.Problems);
        return config;
    }
}
