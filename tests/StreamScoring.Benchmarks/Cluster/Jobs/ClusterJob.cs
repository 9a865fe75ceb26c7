using StreamScoring.Benchmarks.Inputs;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference;
using StreamScoring.Pipeline.Settings;
using StreamScoring.TestKit.Graphs;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.Benchmarks.Cluster.Jobs;

/// <summary>What a worker process does with events.</summary>
internal enum ClusterJob
{
    /// <summary>The sample's model on every event for itself; JSON in and out.</summary>
    LumaJson,

    /// <summary>The same, Avro in and out.</summary>
    LumaAvro,

    /// <summary>The sample as it is bundled: with each visitor's history and the duplicate check; JSON.</summary>
    LumaHistoryJson,

    /// <summary>The same, Avro.</summary>
    LumaHistoryAvro,

    /// <summary>The Crayfish network on 784 floats as JSON text.</summary>
    Ffnn,

    /// <summary>How many events of the visitor there were so far; JSON.</summary>
    VisitorCount,
}

/// <summary>What the jobs are made of.</summary>
internal static class ClusterJobs
{
    public static string Title(this ClusterJob job) =>
        job switch
        {
            ClusterJob.LumaJson => "Luma JSON",
            ClusterJob.LumaAvro => "Luma Avro",
            ClusterJob.LumaHistoryJson => "Luma JSON with history",
            ClusterJob.LumaHistoryAvro => "Luma Avro with history",
            ClusterJob.Ffnn => "FFNN JSON",
            _ => "visitor count",
        };

    public static bool KeepsState(this ClusterJob job) =>
        job is ClusterJob.LumaHistoryJson or ClusterJob.LumaHistoryAvro or ClusterJob.VisitorCount;

    /// <summary>Whether the rival does it, too.</summary>
    public static bool HasRival(this ClusterJob job) => job is ClusterJob.LumaJson or ClusterJob.Ffnn or ClusterJob.VisitorCount;

    public static RecordFormat Format(this ClusterJob job) =>
        job is ClusterJob.LumaAvro or ClusterJob.LumaHistoryAvro ? RecordFormat.Avro : RecordFormat.Json;

    /// <summary>The file of its model.</summary>
    public static string ModelPath(this ClusterJob job) =>
        job == ClusterJob.Ffnn
            ? GoldenFolders.First("models/crayfish-ffnn/model-ffnn.onnx")
            : Path.Combine(Path.GetDirectoryName(LumaGraphs.SamplePath)!, "gb_adobe.onnx");

    /// <summary>Its graph, compiled.</summary>
    public static GraphPlan Plan(this ClusterJob job, ModelStore models)
    {
        var folder = Path.GetDirectoryName(job.ModelPath())!;
        return job switch
        {
            ClusterJob.LumaHistoryJson or ClusterJob.LumaHistoryAvro => SamplePlan.Luma(models),
            ClusterJob.Ffnn => SamplePlan.Compile(FfnnEvents.Graph, "ffnn", folder, models),
            ClusterJob.VisitorCount => SamplePlan.Compile(Document("visitor-count"), "visitor-count", folder, models),
            _ => SamplePlan.Compile(Document("luma-first-event"), "luma-first-event", folder, models),
        };
    }

    private static string Document(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cluster", "Jobs", $"{name}.graph.yaml"));
}
