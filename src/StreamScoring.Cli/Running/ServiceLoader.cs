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
    /// <summary>
    /// The services, or null after every problem of every graph was written to standard error. Throws <see cref="OperationCanceledException"/> when stopped.
    /// </summary>
    public static LoadedServices? Load(AppConfiguration config, TimeProvider time, CancellationToken stop)
    {
        var files = config.Graphs.Count > 0 ? config.Graphs : [SampleFiles.Graph];
        var models = Models(config, time);
        var services = new List<DeployedService>();
        foreach (var file in files)
        {
            var plan = Compile(file, models, stop, out var problems);
            foreach (var problem in problems)
                Console.Error.WriteLine(problem);
            if (plan is null)
                continue;
            if (services.Exists(s => string.Equals(s.Name, plan.Name, StringComparison.Ordinal)))
                Console.Error.WriteLine(
                    $"{file}: error: $.graph: another graph is called '{plan.Name}', too; a service needs a name of its own"
                );
            else
                services.Add(new DeployedService(plan.Name, plan));
        }

        if (services.Count == files.Count)
            return new LoadedServices(services, models);
        models.Dispose();
        return null;
    }

    /// <summary>The plan of a graph document, or null; problems and warnings in <paramref name="problems"/>.</summary>
    public static GraphPlan? Compile(string file, ModelStore models, CancellationToken stop, out IReadOnlyList<DocumentError> problems)
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
        var plan = GraphCompiler.Compile(graph, reference => Find(models, folder, reference, stop));
        problems = [.. document.Problems, .. plan.Problems];
        return plan.Value;
    }

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

    private static ModelLookup Find(ModelStore models, string folder, string reference, CancellationToken stop)
    {
        var path = Path.Combine(folder, reference);
        if (!File.Exists(path))
            return ModelLookup.Refused($"the model file '{reference}' does not exist beside the graph");
        var (model, refusal) = models.LoadAsync(path, stop).GetAwaiter().GetResult();
        return model is not null ? ModelLookup.Found(model) : ModelLookup.Refused(refusal!.ToString());
    }
}
