using System.Text.RegularExpressions;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;
using StreamScoring.TestKit.Logs;

namespace StreamScoring.TestKit.Pipelines;

/// <summary>What a run left in the topics of rule sets: the <c>data</c> of the records under their keys. Records of one person keep their order, people are sorted.</summary>
public sealed record DecisionRecords(
    IReadOnlyList<(string Key, string Data)> Memberships,
    IReadOnlyList<(string Key, string Data)> Decisions,
    IReadOnlyDictionary<string, string> Latest
)
{
    private static readonly Regex s_profileOffset = new("\"profileOffset\":\"[0-9]+\"", RegexOptions.NonBacktracking);

    /// <summary>Reads them.</summary>
    public static DecisionRecords Of(ILog log, TopicNames topics, int partitions)
    {
        var latest = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, data) in Read(log, topics.DecisionsLatest, partitions))
            latest[key] = data;
        return new(Read(log, topics.Memberships, partitions), Read(log, topics.Decisions, partitions), latest);
    }

    /// <summary>The first line that differs, or null.</summary>
    public string? Difference(DecisionRecords other) =>
        Difference("memberships", Memberships, other.Memberships)
        ?? Difference("decisions", Decisions, other.Decisions)
        ?? Difference("latest", [.. Latest.Select(l => (l.Key, l.Value))], [.. other.Latest.Select(l => (l.Key, l.Value))]);

    /// <summary>
    /// The <c>data</c> of a record, without how far profiles were read, which depends on how people lie in partitions and on what else a log counts as an offset; empty for
    /// a tombstone.
    /// </summary>
    public static string DataOf(string? value)
    {
        // Quotes inside strings are escaped, so that what is looked for stands there once.
        const string Start = ",\"data\":{";
        if (string.IsNullOrEmpty(value))
            return "";
        var at = value.IndexOf(Start, StringComparison.Ordinal);
        return s_profileOffset.Replace(value[(at + Start.Length - 1)..^1], "\"profileOffset\":\"…\"");
    }

    private static string? Difference(string topic, IReadOnlyList<(string Key, string Data)> a, IReadOnlyList<(string Key, string Data)> b)
    {
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            if (a[i] != b[i])
                return $"{topic} {i}: {a[i]}\nis not {b[i]}";
        }

        return a.Count == b.Count ? null : FormattableString.Invariant($"{topic}: {a.Count} records are not {b.Count}");
    }

    private static List<(string Key, string Data)> Read(ILog log, string topic, int partitions) =>
        [
            .. Enumerable
                .Range(0, partitions)
                .SelectMany(p => log.ReadAll(new TopicPartition(topic, p)))
                .Select(r => (Key: r.Key ?? "", Data: DataOf(r.Value)))
                .OrderBy(r => r.Key, StringComparer.Ordinal),
        ];
}
