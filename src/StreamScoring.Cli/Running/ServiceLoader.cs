using StreamScoring.Cli.Configuration;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Documents;
using StreamScoring.Inference;
using StreamScoring.Inference.Trial;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Running;

/// <summary>The configured services, ready to run, with the catalog they came from and the models they hold.</summary>
internal sealed class LoadedServices(ActiveSet set, RevisionCatalog catalog, ModelStore models) : IDisposable
{
    public ActiveSet Set { get; } = set;

    public RevisionCatalog Catalog { get; } = catalog;

    public IReadOnlyList<DeployedService> Services => Set.Services;

    public void Dispose() => models.Dispose();
}

/// <summary>Reads, checks and plans the configured graphs, and loads their models.</summary>
internal static class ServiceLoader
{
    /// <summary>
    /// The services and the rule set, or null after every problem of every document was written to standard error. Throws <see cref="OperationCanceledException"/> when
    /// stopped.
    /// </summary>
    public static LoadedServices? Load(AppConfiguration config, TimeProvider time, CancellationToken stop, bool withRules = true)
    {
        var files = config.Graphs.Count > 0 ? config.Graphs : [SampleFiles.Graph];
        var models = Models(config, time);
        var catalog = Catalog(config, models);
        var services = new List<DeployedService>();
        foreach (var file in files)
        {
            var plan = catalog.Compile(file, stop);
            foreach (var problem in plan.Problems)
                Console.Error.WriteLine(problem);
            if (plan.Value is not { } compiled)
                continue;
            if (services.Exists(s => string.Equals(s.Name, compiled.Name, StringComparison.Ordinal)))
                Console.Error.WriteLine(
                    $"{file}: error: $.graph: another graph is called '{compiled.Name}', too; a service needs a name of its own"
                );
            else
                services.Add(new DeployedService(compiled.Name, compiled));
        }

        if (services.Count == files.Count && TryRules(withRules ? RulesOf(config) : null, services, out var rules))
            return new LoadedServices(new ActiveSet(services, config.Pipeline, rules), catalog, models);
        models.Dispose();
        return null;
    }

    /// <summary>
    /// The graphs of a set that was published under that hash, with the configured rule set in the place of theirs; null after every problem was written to standard error.
    /// </summary>
    public static LoadedServices? LoadOver(string activeSet, AppConfiguration config, TimeProvider time)
    {
        var models = Models(config, time);
        var catalog = Catalog(config, models);
        if (catalog.Load(activeSet, out var reason) is not { } active)
            Console.Error.WriteLine($"error: the graphs in force cannot be had: {reason}; name them, too");
        else if (TryRules(config.Rules, [.. active.Services], out var rules))
            return new LoadedServices(new ActiveSet(active.Services, config.Pipeline, rules), catalog, models);
        models.Dispose();
        return null;
    }

    /// <summary>The rule set of a configuration: what it names, or that of the bundled sample where its graph is run; null for none.</summary>
    public static string? RulesOf(AppConfiguration config) =>
        config.Rules.Length > 0 ? config.Rules
        : config.Graphs.Count == 0 && config.Pipeline.Delivery == Delivery.ExactlyOnce ? SampleFiles.Rules
        : null;

    private static bool TryRules(string? file, List<DeployedService> services, out RuleSetPlan? rules)
    {
        rules = null;
        if (file is null)
            return true;
        var plan = RevisionCatalog.CompileRules(file, services);
        foreach (var problem in plan.Problems.Where(p => plan.Value is null || p.Severity == DocumentSeverity.Error))
            Console.Error.WriteLine(problem);
        rules = plan.Value;
        return rules is not null;
    }

    public static RevisionCatalog Catalog(AppConfiguration config, ModelStore models) =>
        new(
            new ArtifactStore(config.ArtifactsPath.Length > 0 ? config.ArtifactsPath : Path.Combine(config.LogPath, "artifacts")),
            models,
            config.Pipeline
        );

    public static ModelStore Models(AppConfiguration config, TimeProvider time)
    {
        var self =
            Environment.ProcessPath is { } path
            && !string.Equals(Path.GetFileNameWithoutExtension(path), "dotnet", StringComparison.Ordinal)
                ? new TrialCommand(path, ["trial"])
                : new TrialCommand(
                    Environment.ProcessPath ?? "dotnet",
                    [Path.Combine(AppContext.BaseDirectory, "streamscoring.dll"), "trial"]
                );
        return new ModelStore(ModelLimits.Default, Trials(config), new ModelTrial(self, TrialLimits.Default, time));
    }

    // A verdict is about a model's content, wherever it lies: the user's own folder serves all projects, and none of theirs is littered.
    private static TrialRecords? Trials(AppConfiguration config)
    {
        if (config.TrialsPath.Length > 0)
            return new TrialRecords(config.TrialsPath);
        var own = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return own.Length > 0 ? new TrialRecords(Path.Combine(own, "streamscoring", "trials")) : null;
    }
}
