using StreamScoring.Benchmarks.Measuring;

namespace StreamScoring.Benchmarks.Pipelines;

/// <summary>The whole pipeline on the embedded SQLite log.</summary>
internal static class EmbeddedPipelines
{
    public static Group Group { get; } =
        new(
            "embedded-pipeline",
            "Whole pipeline, embedded log",
            9,
            () => PipelineCases.Open(load => new EmbeddedLogs(load), "embedded log")
        );
}
