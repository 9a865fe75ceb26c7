using System.Globalization;
using StreamScoring.Benchmarks.Cluster.Broker;
using StreamScoring.Benchmarks.Cluster.Jobs;
using StreamScoring.Benchmarks.Cluster.Reporting;
using StreamScoring.Benchmarks.Cluster.Workers;
using StreamScoring.Pipeline.Settings;
using StreamScoring.TestKit.Kafka;

namespace StreamScoring.Benchmarks.Cluster.Latency;

/// <summary>ms at a rate, over one round: 50, 99 and 99.9 percent of the events were not slower.</summary>
internal sealed record Percentiles(double P50, double P99, double P999)
{
    public static Percentiles Of(double[] ordered) =>
        new(Spread.Quantile(ordered, 0.5), Spread.Quantile(ordered, 0.99), Spread.Quantile(ordered, 0.999));
}

/// <summary>One round of one contender at one rate.</summary>
/// <param name="Job">What was done.</param>
/// <param name="Delivery">How it delivers.</param>
/// <param name="Contender">Who did it.</param>
/// <param name="Rate">Events a second.</param>
/// <param name="Reader">From when events were due to a read_committed reader.</param>
/// <param name="Broker">From the input record's timestamp to the output record's.</param>
/// <param name="Missing">Events whose result had not come long after the last was sent.</param>
internal sealed record LatencyRound(
    ClusterJob Job,
    Delivery Delivery,
    ContenderKind Contender,
    int Rate,
    Percentiles Reader,
    Percentiles Broker,
    int Missing
);

/// <summary>Sends events at fixed rates to one worker process after the other and reads what comes out, in this process, whose clock is the only one.</summary>
internal sealed class LatencyRun(BenchBroker broker, BenchScale scale)
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _longestStart = TimeSpan.FromSeconds(60);
    private readonly UniqueEvents _events = new();
    private int _rounds;

    public double EventBytes => _events.MeanBytes;

    public IReadOnlyList<LatencyRound> Run()
    {
        (ClusterJob Job, Delivery Delivery)[] jobs =
        [
            (ClusterJob.LumaJson, Delivery.AtLeastOnce),
            (ClusterJob.LumaJson, Delivery.ExactlyOnce),
            (ClusterJob.VisitorCount, Delivery.ExactlyOnce),
        ];
        ContenderKind[] kinds = [ContenderKind.PassThrough, ContenderKind.Product, ContenderKind.Streamiz];
        var found = new List<LatencyRound>();
        foreach (var (job, delivery) in jobs.Where(j => scale.Takes($"latency {j.Job.Title()}")))
        {
            for (var round = 0; round < scale.LatencyRounds; round++)
            {
                foreach (var kind in round % 2 == 0 ? kinds : kinds.Reverse())
                {
                    Console.Error.WriteLine($"measuring latency of {job.Title()}, {delivery}, {kind} ...");
                    found.AddRange(Run(new Engagement(kind, job, delivery, 1, broker.Bootstrap)));
                }
            }
        }

        return found;
    }

    private List<LatencyRound> Run(Engagement engagement)
    {
        // What a score record of these events has.
        const int ResultBytes = 760;
        var lap = new Lap("", $"round{(++_rounds).ToString(CultureInfo.InvariantCulture)}.", -1, ResultBytes);
        lap = lap with { Input = lap.Prefix + "events" };
        broker.MakeInput(lap.Input);
        broker.MakeOutput(lap.Output);
        var schedules = Schedule.All(scale);
        var events = schedules[^1].First + schedules[^1].Count;
        using (var child = new ChildProcess(engagement))
        using (var arrivals = new Arrivals(broker.Bootstrap, lap.Output, events))
        using (var sender = new Sender(broker.Bootstrap, lap.Input, _events))
        {
            child.Begin(lap);
            foreach (var schedule in schedules)
            {
                sender.Send(schedule);
                // Each rate begins with nothing left of the one before, and the first once the worker has started.
                WaitFor(arrivals, (int)(schedule.First + schedule.Count), schedule.First == 0 ? _longestStart : _longestWait);
            }

            child.Stop();
            var rounds = schedules.Where(s => s.Count > s.Unmeasured).Select(s => Measured(engagement, s, arrivals)).ToList();
            broker.Delete(lap.Prefix);
            return rounds;
        }
    }

    private static void WaitFor(Arrivals arrivals, int count, TimeSpan atMost)
    {
        try
        {
            Patience.Until(() => arrivals.Count >= count, "results", atMost);
        }
        catch (TimeoutException)
        {
            // Told as missing.
        }
    }

    private static LatencyRound Measured(Engagement engagement, Schedule schedule, Arrivals arrivals)
    {
        var (reader, toBroker) = arrivals.Of(schedule);
        return new LatencyRound(
            engagement.Job,
            engagement.Delivery,
            engagement.Kind,
            schedule.Rate,
            Percentiles.Of(reader),
            Percentiles.Of(toBroker),
            reader.Count(double.IsInfinity)
        );
    }
}
