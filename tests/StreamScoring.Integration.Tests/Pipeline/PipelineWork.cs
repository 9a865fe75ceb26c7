using System.Text;
using System.Text.Json;
using StreamScoring.EmbeddedLog;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Pipeline;

/// <summary>What a victim scores: the case <c>luma-purchase</c> over an embedded log that was filled before.</summary>
internal static class PipelineWork
{
    public const string Case = "luma-purchase";
    public const string Group = "golden";

    public static ILog Open(string folder, Action<CommitPoint>? observer = null) =>
        StreamScoring.EmbeddedLog.EmbeddedLog.Open(new EmbeddedLogOptions(folder) { Observer = observer }, TimeProvider.System);

    public static PipelineHost Host(ILog log, GoldenPipelineCase golden, PipelineSettings settings, int workers, IPipelineObserver observer)
    {
        var set = new ActiveSet([new DeployedService(golden.Plan.Name, golden.Plan)], settings);
        return new PipelineHost(
            log,
            new ActiveSets(set),
            new PipelineOptions(settings, Group, new SchemaDictionary([]), TimeProvider.System, observer) { Workers = workers }
        );
    }

    /// <summary>How many events of the contract topics were not read yet.</summary>
    public static long Left(ILog log, PipelineSettings settings)
    {
        using var writer = log.OpenWriter(Group, "checker");
        var left = 0L;
        foreach (var topic in new[] { settings.Topics.Events, settings.Topics.Rekeyed })
        {
            for (var p = 0; p < log.PartitionCount(topic); p++)
            {
                using var reader = log.OpenReader(topic, p);
                left += reader.Bounds().End - (writer.ReadProgress(new TopicPartition(topic, p))?.NextOffset ?? 0);
            }
        }

        return left;
    }

    /// <summary>
    /// What was left behind: the data of every event by partition and id, and every row of state. Fails when an event has two scores, or a partition's scores of one
    /// topic are not in the order of its offsets.
    /// </summary>
    public static SortedDictionary<string, string> Outcome(ILog log, PipelineSettings settings)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var writer = log.OpenWriter(Group, "checker");
        for (var p = 0; p < log.PartitionCount(settings.Topics.Scores); p++)
        {
            var at = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var record in log.ReadAll(new TopicPartition(settings.Topics.Scores, p), 1000, 8 << 20))
            {
                using var json = JsonDocument.Parse(record.Value!);
                var (topic, offset) = (
                    json.RootElement.GetProperty("sourcetopic").GetString()!,
                    long.Parse(json.RootElement.GetProperty("sourceoffset").GetString()!, System.Globalization.CultureInfo.InvariantCulture)
                );
                Assert.True(
                    offset > at.GetValueOrDefault(topic, -1),
                    $"score of {topic}/{p}/{offset} after that of {at.GetValueOrDefault(topic)}"
                );
                at[topic] = offset;
                var id = json.RootElement.GetProperty("data").GetProperty("eventId").GetString();
                Assert.True(
                    found.TryAdd($"{id} in {p}", Encoding.UTF8.GetString(ScoreRecord.DataOf(Encoding.UTF8.GetBytes(record.Value!)))),
                    $"event {id} was scored twice"
                );
            }

            writer.RestoreState(
                p,
                (key, value) => found.Add($"state of {Encoding.UTF8.GetString(key)} in {p}", Convert.ToHexString(value))
            );
        }

        return found;
    }
}
