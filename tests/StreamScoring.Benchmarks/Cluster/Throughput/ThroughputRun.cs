using System.Globalization;
using StreamScoring.Benchmarks.Cluster.Broker;
using StreamScoring.Benchmarks.Cluster.Jobs;
using StreamScoring.Benchmarks.Cluster.Workers;

namespace StreamScoring.Benchmarks.Cluster.Throughput;

/// <summary>Plays whole topics through worker processes that stay: the first laps warm them, then they take turns, forwards and backwards.</summary>
internal sealed class ThroughputRun(BenchBroker broker, BenchScale scale)
{
    private int _laps;

    public IReadOnlyList<ThroughputResult> Run()
    {
        var results = new List<ThroughputResult>();
        foreach (var job in Scenario.All.GroupBy(s => s.Job))
        {
            var topic = $"in.{job.Key}";
            var input = ClusterInput.For(job.Key, scale.IsQuick);
            broker.MakeInput(topic);
            input.Write(broker.Bootstrap, topic);
            foreach (var scenario in job.Where(s => scale.Takes(s.Title)))
            {
                Console.Error.WriteLine($"measuring {scenario.Title} ...");
                var started = TimeProvider.System.GetTimestamp();
                results.AddRange(Run(scenario, topic, input));
                Console.Error.WriteLine($"... {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");
            }

            broker.Delete(topic);
        }

        return results;
    }

    private List<ThroughputResult> Run(Scenario scenario, string topic, ClusterInput input)
    {
        var kinds = scenario.Contenders;
        var children = kinds
            .Select(k => new ChildProcess(new Engagement(k, scenario.Job, scenario.Delivery, scenario.Threads, broker.Bootstrap)))
            .ToList();
        try
        {
            var resultBytes = WarmAndCheck(scenario, topic, input, kinds, children);
            var laps = kinds.Select(_ => new List<LapCost>()).ToList();
            for (var turn = 0; turn < scale.Turns; turn++)
            {
                for (var i = 0; i < kinds.Count; i++)
                {
                    var index = turn % 2 == 0 ? i : kinds.Count - 1 - i;
                    var lap = NewLap(topic, input.Events, resultBytes);
                    var started = TimeProvider.System.GetTimestamp();
                    laps[index].Add(children[index].Run(lap));
                    if (scale.Tells)
                        Console.Error.WriteLine(
                            $"    {kinds[index]}: {laps[index][^1]}, {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s"
                        );
                    broker.Delete(lap.Prefix);
                }
            }

            return [.. kinds.Select((k, i) => new ThroughputResult(scenario, k, input.MeanBytes, resultBytes, laps[i]))];
        }
        finally
        {
            children.ForEach(c => c.Dispose());
        }
    }

    // The product first: it says how many bytes a result has, and which results are right.
    private int WarmAndCheck(
        Scenario scenario,
        string topic,
        ClusterInput input,
        IReadOnlyList<ContenderKind> kinds,
        List<ChildProcess> children
    )
    {
        Results? right = null;
        foreach (var index in Enumerable.Range(0, kinds.Count).OrderByDescending(i => kinds[i] == ContenderKind.Product))
        {
            for (var i = 0; i < scale.WarmLaps; i++)
            {
                var lap = NewLap(topic, input.Events, right?.MeanBytes ?? 0);
                children[index].Run(lap);
                if (i == 0 && kinds[index] != ContenderKind.PassThrough)
                {
                    var found = Results.Read(broker.Bootstrap, lap.Output, scenario.Job, input.Events);
                    right?.Check(found, $"{kinds[index]}, {scenario.Title}");
                    right ??= found;
                }

                broker.Delete(lap.Prefix);
            }
        }

        return right!.MeanBytes;
    }

    private Lap NewLap(string topic, int events, int resultBytes)
    {
        var lap = new Lap(topic, $"lap{(++_laps).ToString(CultureInfo.InvariantCulture)}.", events, resultBytes);
        broker.MakeOutput(lap.Output);
        return lap;
    }
}
