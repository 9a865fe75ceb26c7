using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Pipelines;

namespace StreamScoring.Integration.Tests.Pipeline;

/// <summary>Scores and commits one batch of 1,024 events and ends: the next one is another process, which has nothing but what is on disk.</summary>
internal static class OneBatchVictim
{
    public const string Name = "one-batch";

    public static PipelineSettings Settings { get; } = GoldenReplay.Settings with { BatchSize = 1024, CommitIntervalMs = 0 };

    public static void Run(VictimPlan plan)
    {
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        using var log = PipelineWork.Open(plan.Folder);
        var stop = new StopAfterCommit();
        using var host = PipelineWork.Host(log, golden, Settings, workers: 1, stop);
        stop.Host = host;
        host.StopAtEnd();
        host.Start();
        host.Wait();
        Console.Out.WriteLine(PipelineWork.Left(log, Settings));
    }

    private sealed class StopAfterCommit : IPipelineObserver
    {
        public PipelineHost? Host { get; set; }

        void IPipelineObserver.Committed(in CommitInfo commit) => Host!.Stop();
    }
}
