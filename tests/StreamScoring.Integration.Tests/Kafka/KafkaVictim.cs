using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.TestKit.Pipelines;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>Scores with two workers what is on a cluster, until all is scored or it is killed. Its plan's folder is <c>bootstrap|prefix</c>.</summary>
internal static class KafkaVictim
{
    public const string Name = "kafka";

    public static void Run(VictimPlan plan)
    {
        var at = plan.Folder.Split('|');
        var kill = new KillPoint(plan);
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        using var log = KafkaWork.Open(
            at[0],
            at[1],
            "p" + Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        using var host = PipelineWork.Host(log, golden, PipelineVictim.Settings, workers: 2, new KillObserver(kill));
        host.Start();
        Console.Out.WriteLine("started");
        Console.Out.Flush();
        // On a cluster a member that owns nothing yet cannot tell whether it is at the end.
        while (!host.WaitFor(TimeSpan.FromMilliseconds(300)) && !KafkaWork.IsDone(at[0], at[1])) { }
        host.Stop();
        host.Wait();
    }
}
