using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Pipelines;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>Scores with two workers what is on a cluster, until all is scored or it is killed. Its plan's folder is <c>bootstrap|prefix</c>.</summary>
internal static class KafkaVictim
{
    public const string Name = "kafka";
    private static readonly Lock _lock = new();

    public static void Run(VictimPlan plan)
    {
        var at = plan.Folder.Split('|');
        var kill = new KillPoint(plan);
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        using var log = KafkaWork.Open(
            at[0],
            at[1],
            "p" + Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Say
        );
        using var host = PipelineWork.Host(log, golden, PipelineVictim.Settings, workers: 2, new CompositeObserver(new KillObserver(kill), new Teller()));
        host.Start();
        Console.Out.WriteLine("started");
        Console.Out.Flush();
        // On a cluster a member that owns nothing yet cannot tell whether it is at the end.
        while (!host.WaitFor(TimeSpan.FromMilliseconds(300)) && !KafkaWork.IsDone(at[0], at[1])) { }
        host.Stop();
        host.Wait();
    }

    // What happened to it, for the killer that finds it ended in another way than it should.
    private static void Say(string line)
    {
        lock (_lock)
        {
            Console.Out.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}");
            Console.Out.Flush();
        }
    }

    private sealed class Teller : IPipelineObserver
    {
        void IPipelineObserver.Assigned(TopicPartition partition, long nextOffset, int keys, long stateBytes) =>
            Say($"{partition} assigned at {nextOffset}");

        void IPipelineObserver.Revoked(TopicPartition partition) => Say($"{partition} gone");

        void IPipelineObserver.Aborted(int worker, string reason) => Say($"worker {worker} gave up: {reason}");

        void IPipelineObserver.Failed(int worker, Exception reason) => Say($"worker {worker} ended: {reason}");
    }
}
