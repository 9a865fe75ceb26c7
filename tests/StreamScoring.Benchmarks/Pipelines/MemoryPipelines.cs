using StreamScoring.Benchmarks.Measuring;

namespace StreamScoring.Benchmarks.Pipelines;

/// <summary>The whole pipeline on the log in memory.</summary>
internal static class MemoryPipelines
{
    public static Group Group { get; } =
        new("pipeline", "Whole pipeline, log in memory", 15, () => PipelineCases.Open(load => new MemoryLogs(load), "log in memory"));
}
