using System.Globalization;

namespace StreamScoring.TestKit.Kafka;

/// <summary>The settings of a broker for tests: small, quick to notice faults, nothing made by accident.</summary>
internal static class NodeSettings
{
    public static IEnumerable<string> Of(
        int id,
        int count,
        string folder,
        int port,
        int controllerPort,
        string voters,
        IReadOnlyList<(string Key, string Value)> over
    )
    {
        var (replicas, inSync) = count > 1 ? ("3", "2") : ("1", "1");
        var address = "PLAINTEXT://127.0.0.1:" + Text(port);
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["process.roles"] = "broker,controller",
            ["node.id"] = Text(id),
            ["controller.quorum.voters"] = voters,
            ["listeners"] = $"{address},CONTROLLER://127.0.0.1:{Text(controllerPort)}",
            ["advertised.listeners"] = address,
            ["listener.security.protocol.map"] = "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
            ["inter.broker.listener.name"] = "PLAINTEXT",
            ["controller.listener.names"] = "CONTROLLER",
            ["log.dirs"] = Path.Combine(folder, "data"),
            ["auto.create.topics.enable"] = "false",
            ["default.replication.factor"] = replicas,
            ["min.insync.replicas"] = inSync,
            ["offsets.topic.replication.factor"] = replicas,
            ["offsets.topic.num.partitions"] = "3",
            ["transaction.state.log.replication.factor"] = replicas,
            ["transaction.state.log.min.isr"] = inSync,
            ["transaction.state.log.num.partitions"] = "3",
            ["share.coordinator.state.topic.replication.factor"] = replicas,
            ["share.coordinator.state.topic.min.isr"] = inSync,
            ["group.initial.rebalance.delay.ms"] = "0",
            ["group.min.session.timeout.ms"] = "1000",
            ["group.consumer.min.session.timeout.ms"] = "2000",
            ["group.consumer.min.heartbeat.interval.ms"] = "500",
            ["group.consumer.heartbeat.interval.ms"] = "500",
            ["group.consumer.session.timeout.ms"] = "2500",
            ["broker.heartbeat.interval.ms"] = "500",
            ["broker.session.timeout.ms"] = "4000",
            ["transaction.abort.timed.out.transaction.cleanup.interval.ms"] = "500",
            ["log.cleaner.dedupe.buffer.size"] = "8388608",
            ["log.cleaner.backoff.ms"] = "500",
            // Tests write any timestamps.
            ["log.message.timestamp.after.max.ms"] = long.MaxValue.ToString(CultureInfo.InvariantCulture),
            ["num.network.threads"] = "2",
            ["num.io.threads"] = "4",
        };
        foreach (var (key, value) in over)
            settings[key] = value;
        return settings.Select(s => $"{s.Key}={s.Value}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
