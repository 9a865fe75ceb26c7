using StreamScoring.EmbeddedLog;
using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Pipeline.Settings;
using StreamScoring.TestKit.Pipelines;

namespace StreamScoring.Integration.Tests.Pipeline;

/// <summary>Scores with two workers what is in a log, until all is scored or it is killed.</summary>
internal static class PipelineVictim
{
    public const string Name = "pipeline";
    public const string DecidingName = "deciding-pipeline";

    private static readonly CommitPoint[] _commitPoints =
    [
        CommitPoint.Before,
        CommitPoint.OutputsWritten,
        CommitPoint.StateWritten,
        CommitPoint.ProgressWritten,
        CommitPoint.Committing,
        CommitPoint.Committed,
    ];

    /// <summary>Everywhere it can die: in the kernel, and inside the log's own commit.</summary>
    public static IReadOnlyList<string> Points { get; } = [.. KillObserver.Points, .. _commitPoints.Select(NameOf)];

    public static PipelineSettings Settings { get; } = DecisionReplay.Settings with { BatchSize = 32, CommitIntervalMs = 0 };

    public static void Run(VictimPlan plan) => Run(plan, decides: false);

    public static void RunDeciding(VictimPlan plan) => Run(plan, decides: true);

    private static void Run(VictimPlan plan, bool decides)
    {
        var kill = new KillPoint(plan);
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        var isScoring = false;
        using var log = PipelineWork.Open(
            plan.Folder,
            point =>
            {
                // Making topics and joining commit, too; the point is a commit of scores.
                if (Volatile.Read(ref isScoring))
                    kill.Reach(NameOf(point));
            }
        );
        using var host = PipelineWork.Host(log, golden, Settings, workers: 2, new KillObserver(kill), decides);
        Volatile.Write(ref isScoring, true);
        host.StopAtEnd();
        host.Start();
        host.Wait();
    }

    private static string NameOf(CommitPoint point) => $"log {point}";
}
