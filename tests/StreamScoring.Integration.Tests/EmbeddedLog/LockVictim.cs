using StreamScoring.EmbeddedLog;
using StreamScoring.Integration.Tests.Kills;

namespace StreamScoring.Integration.Tests.EmbeddedLog;

/// <summary>Holds a log open for writing until its standard input ends or it is killed.</summary>
internal static class LockVictim
{
    public const string Name = "log-holder";

    public static void Run(VictimPlan plan)
    {
        using var log = StreamScoring.EmbeddedLog.EmbeddedLog.Open(new EmbeddedLogOptions(plan.Folder), TimeProvider.System);
        LogWork.MakeTopics(log);
        using var writer = log.OpenWriter(LogWork.Group, "holder");
        LogWork.Commit(writer, plan.Seed, 1);
        Console.Out.WriteLine("open");
        Console.Out.Flush();
        Console.In.ReadToEnd();
    }
}
