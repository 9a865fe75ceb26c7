using System.Globalization;
using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Logs;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>
/// A member that reads once from each partition and then nothing, while its client could fetch: it writes how much its memory grew,
/// bytes, once that has come to rest.
/// </summary>
internal static class PrefetchVictim
{
    public const string Name = "prefetch";

    public static void Run(VictimPlan victim)
    {
        var plan = KafkaPlan.Parse(victim.Folder);
        using var log = KafkaWork.Open(plan, "prefetch");
        var recorder = new AssignmentRecorder();
        using var source = log.Subscribe("g", ["large"], recorder);
        var batch = new RecordBatch(1);
        var (before, read) = (Environment.WorkingSet, new HashSet<TopicPartition>());
        Patience.Until(
            () =>
            {
                if (source.Poll(batch, 1, TimeSpan.FromMilliseconds(10), CancellationToken.None) is { } from)
                    read.Add(from);
                return read.Count == KafkaWork.Partitions;
            },
            "a record of each partition",
            every: 1
        );
        var most = 0L;
        var started = TimeProvider.System.GetTimestamp();
        Patience.Until(
            () =>
            {
                most = Math.Max(most, Environment.WorkingSet - before);
                return TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(4);
            },
            "the time to pass"
        );
        Console.Out.WriteLine(most.ToString(CultureInfo.InvariantCulture));
    }
}
