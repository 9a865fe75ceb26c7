using System.Text;
using System.Text.Json;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Documents;
using StreamScoring.Graphs;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Pipeline.Revisions;

/// <summary>
/// Turns documents and artifacts into active sets, and active sets into artifacts. Models are inspected, and tried once per content; the same content is one session.
/// </summary>
public sealed class RevisionCatalog(ArtifactStore artifacts, ModelStore models, PipelineSettings settings)
{
    /// <summary>The plan of a graph document on disk, whose models lie beside it or are named by hash; all problems at once otherwise. Throws <see cref="OperationCanceledException"/> when stopped.</summary>
    public DocumentOutcome<GraphPlan> Compile(string file, CancellationToken stop = default)
    {
        if (!File.Exists(file))
            return new(null, [new DocumentError(file, "$", default, DocumentSeverity.Error, "the graph document does not exist")]);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return Compile(DocumentFile.ReadText(file), file, reference => Path.Combine(folder, reference), stop);
    }

    /// <summary>The plan of a rule set on disk over the scores of some services; all problems at once otherwise.</summary>
    public static DocumentOutcome<RuleSetPlan> CompileRules(string file, IReadOnlyList<DeployedService> services)
    {
        if (!File.Exists(file))
            return new(null, [new DocumentError(file, "$", default, DocumentSeverity.Error, "the rule set does not exist")]);
        return CompileRules(
            DocumentFile.ReadText(file),
            file,
            services,
            new TableFolder(Path.GetDirectoryName(Path.GetFullPath(file))!).Read
        );
    }

    /// <summary>Keeps the set, its graphs and its models as artifacts. Returns the set's hash. Throws <see cref="IOException"/> when they cannot be written.</summary>
    public string Publish(ActiveSet set)
    {
        foreach (var service in set.Services)
        {
            foreach (var model in service.Plan.Models)
            {
                var content =
                    models.ContentOf(model.Signature.Hash)
                    ?? throw new IOException(
                        $"service '{service.Name}': the file of model {model.Signature.Hash} has changed since it was loaded; deploy again"
                    );
                artifacts.Put(ArtifactKind.Model, content);
            }

            artifacts.Put(ArtifactKind.Graph, Encoding.UTF8.GetBytes(service.Plan.Pinned));
        }

        if (set.Rules?.Rules is { } rules)
        {
            foreach (var table in rules.Tables)
            {
                if (table.File is { } tableFile)
                    artifacts.Put(ArtifactKind.Table, tableFile.Content);
            }

            artifacts.Put(ArtifactKind.RuleSet, Encoding.UTF8.GetBytes(rules.Pinned));
        }

        return artifacts.Put(ArtifactKind.ActiveSet, set.Document.ToJson());
    }

    /// <summary>The set of that hash from the artifacts, or null with the reason. Never throws for what the name or the folder holds.</summary>
    public ActiveSet? Load(string hash, out string reason)
    {
        try
        {
            return Read(hash, out reason);
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or InvalidDataException
                        or FormatException
                        or ArgumentException
                        or JsonException
            )
        {
            reason = e.Message;
            return null;
        }
    }

    private ActiveSet? Read(string hash, out string reason)
    {
        reason = "";
        if (artifacts.TryRead(ArtifactKind.ActiveSet, hash) is not { } document)
        {
            reason = $"the artifacts in '{artifacts.Folder}' hold no active set {hash}";
            return null;
        }

        var services = new List<DeployedService>();
        var parsed = ActiveSetDocument.Parse(document);
        foreach (var (service, graph) in parsed.Services)
        {
            if (artifacts.TryRead(ArtifactKind.Graph, graph) is not { } text)
            {
                reason = $"the artifacts in '{artifacts.Folder}' hold no graph {graph} of service '{service}'";
                return null;
            }

            var plan = Compile(Encoding.UTF8.GetString(text), artifacts.PathOf(ArtifactKind.Graph, graph), _ => "", default);
            if (plan.Value is null)
            {
                reason = $"service '{service}': {string.Join("; ", plan.Errors)}";
                return null;
            }

            services.Add(new DeployedService(service, plan.Value));
        }

        if (parsed.Rules is not { } rulesHash)
            return new ActiveSet(services, settings);
        if (artifacts.TryRead(ArtifactKind.RuleSet, rulesHash) is not { } rules)
        {
            reason = $"the artifacts in '{artifacts.Folder}' hold no rule set {rulesHash}";
            return null;
        }

        var ruleSet = CompileRules(Encoding.UTF8.GetString(rules), artifacts.PathOf(ArtifactKind.RuleSet, rulesHash), services, ReadTable);
        if (ruleSet.Value is null)
        {
            reason = $"rule set: {string.Join("; ", ruleSet.Errors)}";
            return null;
        }

        return new ActiveSet(services, settings, ruleSet.Value);
    }

    private static DocumentOutcome<RuleSetPlan> CompileRules(
        string text,
        string file,
        IReadOnlyList<DeployedService> services,
        TableReading tables
    )
    {
        var outputs = services.ToDictionary(s => s.Name, s => s.RuleOutputs, StringComparer.Ordinal);
        return RuleSetCompiler.Compile(text, file, new PlanningContext(outputs) { ReadTable = tables });
    }

    private byte[]? ReadTable(string hash, out string refusal)
    {
        refusal = $"the artifacts in '{artifacts.Folder}' hold no table {hash}";
        try
        {
            return artifacts.TryRead(ArtifactKind.Table, hash);
        }
        catch (ArgumentException)
        {
            refusal = "the rule set names a file, not an artifact; deploy it again";
            return null;
        }
    }

    private DocumentOutcome<GraphPlan> Compile(string text, string file, Func<string, string> pathOf, CancellationToken stop)
    {
        var document = GraphDocument.Parse(text, file);
        if (document.Value is not { } graph)
            return new(null, document.Problems);
        var plan = GraphCompiler.Compile(graph, reference => Find(reference, pathOf, stop));
        return new(plan.Value, [.. document.Problems, .. plan.Problems]);
    }

    private ModelLookup Find(string reference, Func<string, string> pathOf, CancellationToken stop)
    {
        var isHash = reference.StartsWith("sha256:", StringComparison.Ordinal);
        string path;
        try
        {
            path = isHash ? artifacts.PathOf(ArtifactKind.Model, reference) : pathOf(reference);
        }
        catch (ArgumentException e)
        {
            return ModelLookup.Refused(e.Message.Split(" (Parameter", StringSplitOptions.None)[0]);
        }

        if (!File.Exists(path))
            return ModelLookup.Refused(
                isHash
                    ? $"the artifacts in '{artifacts.Folder}' hold no model {reference}"
                    : $"the model file '{reference}' does not exist beside the graph"
            );
        var (model, refusal) = models.LoadAsync(path, stop).GetAwaiter().GetResult();
        if (model is null)
            return ModelLookup.Refused(refusal!.ToString());
        return isHash && !string.Equals(model.Signature.Hash, reference, StringComparison.Ordinal)
            ? ModelLookup.Refused($"the artifact {reference} holds other bytes; restore it")
            : ModelLookup.Found(model);
    }
}
