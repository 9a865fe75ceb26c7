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

    /// <summary>Loads the case of that name, with its models.</summary>
    public GoldenPipelineCase(string name)
    {
        var file = Path.Combine(GoldenFolders.RepositoryRoot, "tests", "golden", name, "case.json");
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var root = document.RootElement;
        string Text(string property) => root.GetProperty(property).GetString()!;
        var graph = Path.Combine(GoldenFolders.RepositoryRoot, Text("graph"));
        var models = Text("models");
        Plan = GraphCompiler
            .Compile(GraphDocument.Parse(File.ReadAllText(graph), graph).Require(), reference => Find(models, reference))
            .Require();
        EventsPath = GoldenFolders.First(Text("events"));
        ScoresPath = GoldenFolders.First(Text("scores"));
        Features = Text("features");
        using var cards = JsonDocument.Parse(File.ReadAllText(GoldenFolders.First(models + "/model_cards.json")));
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

    /// <summary>The expected features, one line an event, relative to a reference folder.</summary>
    public string Features { get; }

    /// <summary>What is compared.</summary>
    public IReadOnlyList<GoldenOutput> Outputs { get; }

    /// <inheritdoc/>
    public void Dispose() => _models.Dispose();

    private ModelLookup Find(string folder, string reference)
    {
        var (model, refusal) = _models
            .LoadAsync(GoldenFolders.First($"{folder}/{reference}"), CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        return model is not null ? ModelLookup.Found(model) : ModelLookup.Refused(refusal!.ToString());
    }
}

/// <summary>An output of the graph, the column of the expected scores that it must equal, and how nearly.</summary>
public sealed record GoldenOutput(string Name, string Column, double Tolerance);
