using StreamScoring.Benchmarks.Cluster.Jobs;
using StreamScoring.Kafka;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Benchmarks.Cluster.Workers;

/// <summary>Workers of the product's shape on the same source and writer, which decode nothing.</summary>
internal sealed class PassingContender(Engagement engagement) : Contender
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(2);

    public override LapCost Run(Lap lap, CancellationToken stop)
    {
        using var log = ProductContender.Open(engagement);
        var partitions = log.PartitionCount(lap.Input);
        // The same topics: what is subscribed to is part of the shape.
        string[] topics = engagement.Delivery == Delivery.ExactlyOnce ? [lap.Input, lap.Rekeyed] : [lap.Input];
        foreach (var topic in topics.Skip(1).Append(lap.Output))
            log.EnsureTopic(new TopicSpec(topic, partitions));
        var meter = new LapMeter(lap.Events);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var workers = Enumerable.Range(0, engagement.Threads).Select(n => new PassingWorker(log, lap, topics, n, meter)).ToList();
        var threads = workers.Select(w => new Thread(() => Guard(w, meter, ended.Token))).ToList();
        threads.ForEach(t => t.Start());
        var isThrough = meter.Wait(lap.Events < 0 ? Timeout.InfiniteTimeSpan : _longest, stop);
        ended.Cancel();
        threads.ForEach(t => t.Join());
        workers.ForEach(w => w.Dispose());
        return isThrough || lap.Events < 0 ? meter.End() : throw new TimeoutException($"{engagement}: the lap did not end");
    }

    private static void Guard(PassingWorker worker, LapMeter meter, CancellationToken stop)
    {
        try
        {
            worker.Run(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
        catch (LogException e)
        {
            Console.Error.WriteLine($"pass-through: {e}");
            meter.End();
        }
    }
}
