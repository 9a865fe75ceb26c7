using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Running;

/// <summary>Looks at the newest events of each partition: do their keys lie where Java's partitioner puts them?</summary>
internal static class MisplacedKeys
{
    private const int Sample = 200;

    public static IReadOnlyList<string> Find(ILog log, AppConfiguration config)
    {
        var topic = config.Pipeline.Topics.Events;
        var partitions = log.PartitionCount(topic);
        var (looked, misplaced) = (0, 0);
        for (var p = 0; p < partitions; p++)
        {
            using var reader = log.OpenReader(topic, p);
            var batch = new RecordBatch(Sample);
            var (start, end) = reader.Bounds();
            reader.Read(Math.Max(start, end - Sample), batch, 8 << 20);
            for (var i = 0; i < batch.Count; i++)
            {
                if (!batch.HasKey(i))
                    continue;
                looked++;
                if (Murmur2Partitioner.PartitionOf(batch.Key(i), partitions) != p)
                    misplaced++;
            }
        }

        return misplaced == 0
            ? []
            :
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{topic}': {misplaced} of {looked} keys looked at lie in another partition than Java's producers choose: set partitioner=murmur2_random in their producer"
                ),
            ];
    }
}
