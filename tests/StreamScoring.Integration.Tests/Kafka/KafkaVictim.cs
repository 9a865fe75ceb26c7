using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Pipelines;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>
/// A worker process on a cluster: scores until its input is closed (so it never outlives its test), or it is killed. Its plan's folder is
/// a <see cref="KafkaPlan"/>.
/// </summary>
internal static class KafkaVictim
{
    public const string Name = "kafka";
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(100);
    private static readonly Lock _lock = new();

    public static void Run(VictimPlan victim)
    {
        var plan = KafkaPlan.Parse(victim.Folder);
        var kill = new KillPoint(victim);
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        using var log = KafkaWork.Open(plan, "p" + Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), Say);
        using var host = KafkaWork.Host(log, golden, plan, workers: 1, new CompositeObserver(new KillObserver(kill), new Teller()));
        host.Start();
        Say(WorkerProcess.Started);
        var asked = new Thread(() =>
        {
            while (Console.In.Read() >= 0) { }
            host.Stop();
        })
        {
            IsBackground = true,
        };
        asked.Start();
        while (!host.WaitFor(_patience)) { }
        host.Wait();
        Say("ends");
    }

    // What happened to it, for the test that finds it ended in another way than it should.
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
            Say($"{WorkerProcess.Assigned} {partition} at {nextOffset}, {keys} keys");

        void IPipelineObserver.Revoked(TopicPartition partition) => Say($"gone {partition}");

        void IPipelineObserver.Aborted(int worker, string reason) => Say($"worker {worker} gave up: {reason}");

        void IPipelineObserver.Failed(int worker, Exception reason) => Say($"worker {worker} ended: {reason}");
    }
}
