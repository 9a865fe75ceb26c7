using StreamScoring.Cli.Configuration;
using StreamScoring.Documents;
using StreamScoring.Graphs;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference;
using StreamScoring.Inference.Trial;
using StreamScoring.Pipeline.Revisions;

namespace StreamScoring.Cli.Running;

/// <summary>Services ready to run, and the models they hold.</summary>
internal sealed class LoadedServices(IReadOnlyList<DeployedService> services, ModelStore models) : IDisposable
{
    public IReadOnlyList<DeployedService> Services { get; } = services;

    public void Dispose() => models.Dispose();
}

/// <summary>Reads, checks and plans the configured graphs, and loads their models: each is inspected, and tried once per content in a child process.</summary>
internal static class ServiceLoader
{
    /// <summary>The services, or null after every problem of every graph was written to standard error.</summary>
    public static LoadedServices? Load(AppConfiguration config, TimeProvider time)
    {
        var files = config.Graphs.Count > 0 ? config.Graphs : [SampleFiles.Graph];
        var models = Models(config, time);
        var services = new List<DeployedService>();
        foreach (var file in files)
        {
            var plan = Compile(file, models, out var problems);
            foreach (var problem in problems)
                Console.Error.WriteLine(problem);
            if (plan is not null)
                services.Add(new DeployedService(plan.Name, plan));
        }

        if (services.Count == files.Count)
            return new LoadedServices(services, models);
        models.Dispose();
        return null;
    }

    /// <summary>The plan of a graph document, or null; problems and warnings in <paramref name="problems"/>.</summary>
    public static GraphPlan? Compile(string file, ModelStore models, out IReadOnlyList<DocumentError> problems)
    {
        if (!File.Exists(file))
        {
            problems = [new DocumentError(file, "$", default, DocumentSeverity.Error, "the graph document does not exist")];
            return null;
        }

        var document = GraphDocument.Parse(File.ReadAllText(file), file);
        if (document.Value is not { } graph)
        {
            problems = document.Problems;
            return null;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var plan = GraphCompiler.Compile(graph, reference => Find(models, folder, reference));
        problems = [.. document.Problems, .. plan.Problems];
        return plan.Value;
    }

    public static ModelStore Models(AppConfiguration config, TimeProvider time)
    {
        var folder = config.TrialsPath.Length > 0 ? config.TrialsPath : Path.Combine(config.LogPath, "trials");
        var self =
            Environment.ProcessPath is { } path
            && !string.Equals(Path.GetFileNameWithoutExtension(path), "dotnet", StringComparison.Ordinal)
                ? new TrialCommand(path, ["trial"])
                : new TrialCommand(
                    Environment.ProcessPath ?? "dotnet",
                    [Path.Combine(AppContext.BaseDirectory, "streamscoring.dll"), "trial"]
                );
        return new ModelStore(ModelLimits.Default, new TrialRecords(folder), new ModelTrial(self, TrialLimits.Default, time));
    }

    private static ModelLookup Find(ModelStore models, string folder, string reference)
    {
        var path = Path.Combine(folder, reference);
        if (!File.Exists(path))
            return ModelLookup.Refused($"the model file '{reference}' does not exist beside the graph");
        var (model, refusal) = models.LoadAsync(path, CancellationToken.None).GetAwaiter().GetResult();
        return model is not null ? ModelLookup.Found(model) : ModelLookup.Refused(refusal!.ToString());
    }
}
