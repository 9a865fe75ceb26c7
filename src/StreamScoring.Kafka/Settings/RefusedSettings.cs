namespace StreamScoring.Kafka.Settings;

/// <summary>Settings of librdkafka that cannot be left to the user, because the product's promises rest on them.</summary>
internal static class RefusedSettings
{
    private static readonly SortedDictionary<string, string> _reasons = new(StringComparer.Ordinal)
    {
        ["bootstrap.servers"] = "set kafka.bootstrap",
        ["metadata.broker.list"] = "set kafka.bootstrap",
        ["group.id"] = "set group",
        ["transactional.id"] = "it is made of the group, the worker and the instance",
        ["transaction.timeout.ms"] = "it bounds how long a dead worker holds up its successor",
        ["isolation.level"] = "what was not committed must not be scored",
        ["enable.idempotence"] = "without it records are doubled or change places",
        ["acks"] = "records that not all replicas have can be lost",
        ["request.required.acks"] = "records that not all replicas have can be lost",
        ["enable.auto.commit"] = "offsets move with the outputs",
        ["auto.commit.enable"] = "offsets move with the outputs",
        ["enable.auto.offset.store"] = "offsets move with the outputs",
        ["auto.offset.reset"] = "a new group starts at the earliest offset",
        ["check.crcs"] = "broken bytes must be noticed",
        ["enable.partition.eof"] = "the log needs it",
        ["allow.auto.create.topics"] = "a topic made by accident has the wrong partitions; use topics init",
        ["partitioner"] = "keys must lie where Java's producers put them",
        ["plugin.library.paths"] = "code is not loaded from settings",
    };

    private static readonly string[] _eager = ["range", "roundrobin"];

    /// <summary>What is wrong with settings, one line each.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyDictionary<string, string> settings)
    {
        var found = new List<string>();
        foreach (var (key, value) in settings.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (key.StartsWith("test.", StringComparison.Ordinal))
                found.Add($"kafka.settings.{key}: settings for tests of the client are not accepted");
            else if (_reasons.TryGetValue(key, out var reason))
                found.Add($"kafka.settings.{key} is not to be set: {reason}");
            else if (key == "partition.assignment.strategy" && value.Split(',').Any(s => _eager.Contains(s.Trim(), StringComparer.Ordinal)))
                found.Add(
                    $"kafka.settings.{key}: '{value}' takes every partition from every worker at each change; use cooperative-sticky, or group.protocol: consumer"
                );
        }

        return found;
    }

    /// <summary>Whether a setting is about being a member of a group.</summary>
    public static bool OfMembership(string key) =>
        key
            is "group.instance.id"
                or "group.protocol"
                or "group.remote.assignor"
                or "partition.assignment.strategy"
                or "session.timeout.ms"
                or "heartbeat.interval.ms"
                or "max.poll.interval.ms"
                or "group.protocol.type";
}
