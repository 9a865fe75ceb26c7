using StreamScoring.EmbeddedLog;
using StreamScoring.Integration.Tests.Kills;

namespace StreamScoring.Integration.Tests.EmbeddedLog;

/// <summary>Appends and commits until <see cref="LogWork.Commits"/> are done or it is killed; writes the number of each acknowledged commit.</summary>
internal static class LogVictim
{
    public const string Name = "embedded-log";
    public const string Opened = "Opened";
    public const string BeforeAcknowledging = "BeforeAcknowledging";
    public const string Acknowledged = "Acknowledged";

    /// <summary>Everywhere it can die.</summary>
    public static IReadOnlyList<string> Points { get; } = [Opened, .. Enum.GetNames<CommitPoint>(), BeforeAcknowledging, Acknowledged];

    public static void Run(VictimPlan plan)
    {
        var kill = new KillPoint(plan);
        var options = new EmbeddedLogOptions(plan.Folder) { CheckpointBytes = 8 * 1024, Observer = point => kill.Reach(point.ToString()) };
        using var log = StreamScoring.EmbeddedLog.EmbeddedLog.Open(options, TimeProvider.System);
        LogWork.MakeTopics(log);
        using var writer = log.OpenWriter(LogWork.Group, "victim");
        kill.Reach(Opened);
        for (var commit = LogWork.CommitsDone(writer) + 1; commit <= LogWork.Commits; commit++)
        {
            LogWork.Commit(writer, plan.Seed, commit);
            kill.Reach(BeforeAcknowledging);
            Console.Out.WriteLine(commit);
            Console.Out.Flush();
            kill.Reach(Acknowledged);
        }
    }
}
