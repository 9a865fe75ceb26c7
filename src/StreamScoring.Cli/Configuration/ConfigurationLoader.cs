using System.Collections;
using StreamScoring.Documents;

namespace StreamScoring.Cli.Configuration;

/// <summary>Puts the layers together: defaults, <c>streamscoring.yaml</c>, environment variables, flags.</summary>
internal static class ConfigurationLoader
{
    private const string Prefix = "STREAMSCORING__";

    /// <summary>
    /// The configuration, or what is wrong with it. <paramref name="file"/> null takes <c>streamscoring.yaml</c> of the working folder if it is there.
    /// <paramref name="flags"/> are dotted keys with values as in YAML. Each layer goes over those before it: file, environment, flags.
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
        foreach (var (name, text) in environment.OrderBy(e => e.Key, StringComparer.Ordinal))
            config = ReadVariable(name, text, config, problems);
        foreach (var (key, text) in flags)
            config = ReadOverride($"--set {key}", key, text, config, problems);
        CheckTopics(config, problems);
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

        var text = DocumentFile.ReadText(file);
        // A file whose every key is commented out says nothing, which is no error here.
        if (text.Split('\n').All(l => l.Trim() is "" or ['#', ..]))
            return below;
        var parsed = DocumentParser.Parse(text, file);
        problems.AddRange(parsed.Problems);
        return parsed.Value is { } map ? Apply(map, file, Path.GetDirectoryName(file) ?? "", below, problems) : below;
    }

    // Two roles on one topic would feed the pipeline its own output. Only the whole says so: one layer may move a name and the next reuse it.
    private static void CheckTopics(AppConfiguration config, List<DocumentError> problems)
    {
        var t = config.Pipeline.Topics;
        string[] all = [t.Events, t.Rekeyed, t.Scores, t.DeadLetters, t.Features];
        foreach (var twice in all.Where(n => n.Length > 0).GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            var message = $"'{twice.Key}' is the name of more than one topic; each needs a name of its own";
            problems.Add(new DocumentError("configuration", "$.topics", default, DocumentSeverity.Error, message));
        }
    }

    private static AppConfiguration ReadVariable(string name, string text, AppConfiguration below, List<DocumentError> problems)
    {
        if (ConfigurationKeys.All.FirstOrDefault(k => Same(k.Variable, name)) is { } key)
            return ReadOverride(name, key.Path, text, below, problems);
        // Also what only looks like ours: a variable with one underscore too few would otherwise be passed over in silence.
        var near = ConfigurationKeys.All.FirstOrDefault(k => Same(Letters(k.Variable), Letters(name)))?.Variable;
        if (near is null && !name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return below;
        near ??= Suggestion.For(name, ConfigurationKeys.All.Select(k => k.Variable));
        var hint = near is null ? "`streamscoring config` lists what there is" : $"did you mean '{near}'?";
        problems.Add(
            new DocumentError(name, "$", default, DocumentSeverity.Error, $"no key of the configuration has this variable; {hint}")
        );
        return below;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Letters(string variable) => variable.Replace("_", "", StringComparison.Ordinal);

    private static AppConfiguration ReadOverride(
        string origin,
        string key,
        string text,
        AppConfiguration below,
        List<DocumentError> problems
    )
    {
        var value = DocumentParser.Parse("v: " + (text.Length == 0 ? "''" : text), origin);
        if (value.Value?["v"] is not { } node)
        {
            problems.AddRange(value.Problems.Select(p => p with { Position = default }));
            return below;
        }

        var found = new List<DocumentError>();
        var config = Apply(Put(DocumentBuilding.Map(), key.Split('.'), node), origin, "", below, found);
        // A line and a column of the one value say nothing to its author.
        problems.AddRange(found.Select(p => p with { Position = default }));
        return config;
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
