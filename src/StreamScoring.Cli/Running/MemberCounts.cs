using System.Text;
using System.Text.Json;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Running;

/// <summary>Counts the people of each segment by the newest record of each person.</summary>
internal static class MemberCounts
{
    public static IReadOnlyList<(string Segment, long Members)> Read(ILog log, string topic, RuleSetPlan rules)
    {
        var people = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var p = 0; p < log.PartitionCount(topic); p++)
            TopicScan.Run(
                log,
                topic,
                p,
                default,
                (batch, i) => people[Encoding.UTF8.GetString(batch.Key(i))] = batch.HasValue(i) ? Segments(batch.Value(i)) : []
            );
        var counts = people
            .Values.SelectMany(s => s)
            .GroupBy(s => s, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.LongCount(), StringComparer.Ordinal);
        return [.. rules.Document.Segments.Select(s => (s.Id, counts.GetValueOrDefault(s.Id)))];
    }

    private static List<string> Segments(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record);
        using var document = JsonDocument.ParseValue(ref reader);
        var map = document.RootElement.GetProperty("data").GetProperty("segmentMembership").GetProperty("streamscoring");
        return [.. map.EnumerateObject().Where(s => s.Value.GetProperty("status").GetString() != "exited").Select(s => s.Name)];
    }
}
