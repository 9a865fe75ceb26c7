using StreamScoring.Graphs;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference;
using StreamScoring.TestKit.Graphs;

namespace StreamScoring.Benchmarks.Inputs;

/// <summary>Compiles graphs with their real models.</summary>
internal static class SamplePlan
{
    /// <summary>The bundled sample, its model loaded into <paramref name="models"/>.</summary>
    public static GraphPlan Luma(ModelStore models) =>
        Compile(File.ReadAllText(LumaGraphs.SamplePath), LumaGraphs.SamplePath, Path.GetDirectoryName(LumaGraphs.SamplePath)!, models);

    /// <summary>A graph whose models lie in a folder.</summary>
    public static GraphPlan Compile(string document, string name, string folder, ModelStore models) =>
        GraphCompiler
            .Compile(GraphDocument.Parse(document, name).Require(), reference => Load(Path.Combine(folder, reference), models))
            .Require();

    private static ModelLookup Load(string path, ModelStore models)
    {
        var (model, refusal) = models.LoadAsync(path, CancellationToken.None).GetAwaiter().GetResult();
        return model is not null ? ModelLookup.Found(model) : ModelLookup.Refused(refusal!.ToString());
    }
}
