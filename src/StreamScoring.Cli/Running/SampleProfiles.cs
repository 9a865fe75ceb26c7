using System.Text;
using System.Text.Json;
using StreamScoring.Cli.Configuration;
using StreamScoring.Pipeline.Jsonl;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Running;

/// <summary>Puts a file of profiles into the log, once, keyed by identity as their senders would.</summary>
internal static class SampleProfiles
{
    /// <summary>Feeds them unless the topic holds some. A line without identity is passed over. Throws <see cref="LogException"/> when a line is no JSON.</summary>
    public static void Feed(ILog log, AppConfiguration config, string file)
    {
        var topic = config.Pipeline.Topics.Profiles;
        if (topic.Length == 0)
            return;
        var partitions = log.PartitionCount(config.Pipeline.Topics.Events);
        log.EnsureTopic(TopicSpec.Versions(topic, partitions));
        for (var p = 0; p < partitions; p++)
        {
            using var reader = log.OpenReader(topic, p);
            if (reader.Bounds().End > 0)
                return;
        }

        using var writer = log.OpenWriter("profile-feeder", "profile-feeder");
        using var lines = new LineReader(file, config.Limits.MaxEventBytes);
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        while (lines.TryRead(out var line))
        {
            if (Identity(line, file) is not { } identity)
                continue;
            var partition = Murmur2Partitioner.PartitionOf(identity, partitions);
            writer.Append(new TopicPartition(topic, partition), identity, line, default, nowMs);
        }

        writer.Commit([]);
    }

    /// <summary>The primary identity of a profile, or null when it has none. Throws <see cref="LogException"/> when it is no JSON.</summary>
    public static byte[]? Identity(ReadOnlySpan<byte> line, string file)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            using var document = JsonDocument.ParseValue(ref reader);
            if (!document.RootElement.TryGetProperty("identityMap", out var map))
                return null;
            var all = map.EnumerateObject().SelectMany(n => n.Value.EnumerateArray().Select(i => (Namespace: n.Name, Item: i))).ToList();
            var primary = all.FindIndex(i => i.Item.TryGetProperty("primary", out var p) && p.ValueKind == JsonValueKind.True);
            if (all.Count == 0)
                return null;
            var (name, item) = all[Math.Max(primary, 0)];
            return Encoding.UTF8.GetBytes($"{name}:{item.GetProperty("id").GetString()}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new LogException($"'{file}' holds a line that is no profile: {e.Message}", e);
        }
    }
}
