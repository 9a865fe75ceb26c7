using StreamScoring.Cli.Configuration;
using StreamScoring.Inference;
using StreamScoring.Inference.Trial;
using StreamScoring.Pipeline.Revisions;

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
    /// <summary>The services, or null after every problem of every graph was written to standard error.</summary>
    public static LoadedServices? Load(AppConfiguration config, TimeProvider time)
    {
        var files = config.Graphs.Count > 0 ? config.Graphs : [SampleFiles.Graph];
        var models = Models(config, time);
        var catalog = Catalog(config, models);
        var services = new List<DeployedService>();
        foreach (var file in files)
        {
            var plan = catalog.Compile(file);
            foreach (var problem in plan.Problems)
                Console.Error.WriteLine(problem);
            if (plan.Value is { } compiled)
                services.Add(new DeployedService(compiled.Name, compiled));
        }

        if (services.Count == files.Count)
            return new LoadedServices(new ActiveSet(services, config.Pipeline), catalog, models);
        models.Dispose();
        return null;
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
        return new ModelStore(ModelLimits.Default, new TrialRecords(TrialsFolder(config)), new ModelTrial(self, TrialLimits.Default, time));
    }

    // A verdict belongs to the machine, not to a log or a folder: it is kept where the user's caches are.
    private static string TrialsFolder(AppConfiguration config)
    {
        if (config.TrialsPath.Length > 0)
            return config.TrialsPath;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), "streamscoring", "trials");
    }
}
