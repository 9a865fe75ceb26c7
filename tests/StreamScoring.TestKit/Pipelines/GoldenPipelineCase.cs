using System.Text.Json;
using StreamScoring.Graphs;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.TestKit.Pipelines;

/// <summary>A case of <c>tests/golden</c>: a graph, events, and the scores that the reference data, not this system, gives for them.</summary>
public sealed class GoldenPipelineCase : IDisposable
{
    private readonly ModelStore _models = new(ModelLimits.Default, records: null, trial: null);
    private readonly string _folder;

    /// <summary>Loads the case of that name, with its models.</summary>
    /// <param name="name">The folder under <c>tests/golden</c>.</param>
    /// <param name="folder">The reference folder whose files count; what it lacks is taken from the first that has it.</param>
    public GoldenPipelineCase(string name, string? folder = null)
    {
        _folder = folder ?? GoldenFolders.Roots[0];
        using var document = Read(name);
        var root = document.RootElement;
        string Text(string property) => root.GetProperty(property).GetString()!;
        var graph = Path.Combine(GoldenFolders.RepositoryRoot, Text("graph"));
        var models = Text("models");
        Plan = GraphCompiler
            .Compile(GraphDocument.Parse(File.ReadAllText(graph), graph).Require(), reference => Find(models, reference))
            .Require();
        EventsPath = Find(Text("events"));
        ScoresPath = Find(Text("scores"));
        FeaturesPath = Find(Text("features"));
        using var cards = JsonDocument.Parse(File.ReadAllText(Find(models + "/model_cards.json")));
        var tolerances = cards
            .RootElement.GetProperty("cards")
            .EnumerateArray()
            .ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("tolerance_abs").GetDouble());
        Outputs =
        [
            .. root.GetProperty("outputs")
                .EnumerateObject()
                .Select(o => new GoldenOutput(o.Name, o.Value.GetString()!, tolerances[o.Value.GetString()!])),
        ];
    }

    /// <summary>The graph with its true models.</summary>
    public GraphPlan Plan { get; }

    /// <summary>The events, one a line, gzipped.</summary>
    public string EventsPath { get; }

    /// <summary>The expected scores, one line an event.</summary>
    public string ScoresPath { get; }

    /// <summary>The expected features, one line an event.</summary>
    public string FeaturesPath { get; }

    /// <summary>What is compared.</summary>
    public IReadOnlyList<GoldenOutput> Outputs { get; }

    /// <summary>The reference folders that have expected scores for the case of that name.</summary>
    public static IReadOnlyList<string> FoldersOf(string name)
    {
        using var document = Read(name);
        var scores = document.RootElement.GetProperty("scores").GetString()!;
        return [.. GoldenFolders.Roots.Where(r => File.Exists(Path.Combine(r, scores)))];
    }

    /// <inheritdoc/>
    public void Dispose() => _models.Dispose();

    private static JsonDocument Read(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(GoldenFolders.RepositoryRoot, "tests", "golden", name, "case.json")));

    private string Find(string relative) =>
        Path.Combine(_folder, relative) is var own && File.Exists(own) ? own : GoldenFolders.First(relative);

    private ModelLookup Find(string folder, string reference)
    {
        var (model, refusal) = _models.LoadAsync(Find($"{folder}/{reference}"), CancellationToken.None).GetAwaiter().GetResult();
        return model is not null ? ModelLookup.Found(model) : ModelLookup.Refused(refusal!.ToString());
    }
}

/// <summary>An output of the graph, the column of the expected scores that it must equal, and how nearly.</summary>
public sealed record GoldenOutput(string Name, string Column, double Tolerance);
