using System.Text.Json;
using StreamScoring.Benchmarks.Cluster.Rival;

namespace StreamScoring.Benchmarks.Cluster.Workers;

/// <summary>What a worker process runs: one contender, a lap a line of its input, until that is closed (so it never outlives who started it).</summary>
internal static class ChildProgram
{
    public const string Verb = "cluster-worker";
    public const string Stop = "stop";
    public const string CostMark = "cost ";

    public static void Run(string engagement)
    {
        using var contender = Engage(JsonSerializer.Deserialize<Engagement>(engagement)!);
        while (Console.In.ReadLine() is { } line)
        {
            var lap = JsonSerializer.Deserialize<Lap>(line)!;
            // What the lap before left to the collector is not this one's.
            GC.Collect();
            LapCost cost;
            if (lap.Events >= 0)
                cost = contender.Run(lap, CancellationToken.None);
            else
                cost = RunUntilStopped(contender, lap);
            Console.Out.WriteLine(CostMark + JsonSerializer.Serialize(cost));
            Console.Out.Flush();
        }
    }

    private static LapCost RunUntilStopped(Contender contender, Lap lap)
    {
        using var stop = new CancellationTokenSource();
        LapCost? cost = null;
        var thread = new Thread(() => cost = contender.Run(lap, stop.Token));
        thread.Start();
        while (Console.In.ReadLine() is { } line && line != Stop) { }
        stop.Cancel();
        thread.Join();
        return cost!;
    }

    private static Contender Engage(Engagement engagement) =>
        engagement.Kind switch
        {
            ContenderKind.PassThrough => new PassingContender(engagement),
            ContenderKind.Product => new ProductContender(engagement),
            _ => new StreamizContender(engagement),
        };
}
