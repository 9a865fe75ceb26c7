using System.Globalization;
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

/// <summary>What a victim works on: the case <c>luma-purchase</c>, with or without the sample's rules, over an embedded log that was filled before.</summary>
internal static class PipelineWork
{
    public const string Case = "luma-purchase";
    public const string Group = "golden";

    public static ILog Open(string folder, Action<CommitPoint>? observer = null) =>
        StreamScoring.EmbeddedLog.EmbeddedLog.Open(new EmbeddedLogOptions(folder) { Observer = observer }, TimeProvider.System);

    /// <summary>A host of its services, with the sample's rules where it <paramref name="decides"/>.</summary>
    public static PipelineHost Host(
        ILog log,
        GoldenPipelineCase golden,
        PipelineSettings settings,
        int workers,
        IPipelineObserver observer,
        bool decides = false
    )
    {
        var set = decides
            ? DecisionReplay.Set(golden, settings)
            : new ActiveSet([new DeployedService(golden.Plan.Name, golden.Plan)], settings);
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
    /// What was left behind: the data of every event by partition and id, every row of state, and where there are rules every membership record and decision. Fails when an
    /// event has two scores, a decision is there twice, or a partition's scores of one topic are not in the order of its offsets.
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

            AddDecided(found, log, settings.Topics, p);
            writer.RestoreState(
                p,
                (key, value) => found.Add($"state of {Encoding.UTF8.GetString(key)} in {p}", Convert.ToHexString(value))
            );
        }

        return found;
    }

    private static void AddDecided(SortedDictionary<string, string> found, ILog log, TopicNames topics, int p)
    {
        if (log.PartitionCount(topics.Decisions) <= p)
            return;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var record in log.ReadAll(new TopicPartition(topics.Memberships, p), 1000, 8 << 20))
        {
            var count = seen[record.Key!] = seen.GetValueOrDefault(record.Key!) + 1;
            found.Add(
                string.Create(CultureInfo.InvariantCulture, $"membership {count} of {record.Key} in {p}"),
                DecisionRecords.DataOf(record.Value)
            );
        }

        foreach (var record in log.ReadAll(new TopicPartition(topics.Decisions, p), 1000, 8 << 20))
        {
            using var json = JsonDocument.Parse(record.Value!);
            var id = json.RootElement.GetProperty("id").GetString();
            Assert.True(found.TryAdd($"decision {id} in {p}", DecisionRecords.DataOf(record.Value)), $"decision {id} is there twice");
        }

        foreach (var record in log.ReadAll(new TopicPartition(topics.DecisionsLatest, p), 1000, 8 << 20))
            found[$"latest of {record.Key} in {p}"] = DecisionRecords.DataOf(record.Value);
    }
}
