using System.Globalization;
using Confluent.Kafka;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Settings;

/// <summary>The settings of every client: what the promises rest on, over the user's, over the product's defaults.</summary>
internal sealed class ClientSettings
{
    private readonly KafkaLogOptions _options;

    /// <summary>Throws <see cref="LogException"/> naming every setting that is refused.</summary>
    public ClientSettings(KafkaLogOptions options)
    {
        _options = options;
        if (string.IsNullOrWhiteSpace(options.Bootstrap))
            throw new LogException("kafka.bootstrap is empty: name a broker, e.g. localhost:9092");
        if (options.TransactionTimeoutMs is < 1_000 or > 10_000)
            throw new LogException(
                $"the transaction timeout is {options.TransactionTimeoutMs} ms; 1000 to 10000 are possible, because it bounds how long a dead worker holds up its successor"
            );
        var refused = RefusedSettings.Of(options.Settings);
        if (refused.Count > 0)
            throw new LogException(string.Join(Environment.NewLine, refused));
    }

    public KafkaLogOptions Options => _options;

    /// <summary>The user's <c>group.instance.id</c> of static membership, or null.</summary>
    public string? StaticInstance => _options.Settings.GetValueOrDefault("group.instance.id");

    private bool UsesServerProtocol =>
        string.Equals(_options.Settings.GetValueOrDefault("group.protocol"), "consumer", StringComparison.OrdinalIgnoreCase);

    /// <summary>A member of a group. Static members beyond the first of a process get a number behind their name.</summary>
    public IReadOnlyDictionary<string, string> Member(string group, int number, bool withTopic)
    {
        var defaults = Consumer();
        if (!UsesServerProtocol)
        {
            defaults["partition.assignment.strategy"] = "cooperative-sticky";
            defaults["session.timeout.ms"] = "10000";
            defaults["heartbeat.interval.ms"] = "2000";
        }

        var fixedOnes = ReadCommitted(group);
        fixedOnes["enable.partition.eof"] = "true";
        fixedOnes["dotnet.consumer.consume.result.fields"] = withTopic ? "headers,timestamp,topic" : "headers,timestamp";
        if (StaticInstance is { } instance && number > 0)
            fixedOnes["group.instance.id"] = $"{instance}-{number.ToString(CultureInfo.InvariantCulture)}";
        return Merge(defaults, fixedOnes, withInstance: true);
    }

    /// <summary>A reader of single partitions outside any group.</summary>
    public IReadOnlyDictionary<string, string> Reader()
    {
        var fixedOnes = ReadCommitted("streamscoring-reader");
        fixedOnes["enable.partition.eof"] = "true";
        fixedOnes["dotnet.consumer.consume.result.fields"] = "headers,timestamp";
        // The end of a partition is only known after a fetch came back empty.
        fixedOnes["fetch.wait.max.ms"] = "10";
        return Merge(Asker(), fixedOnes, withInstance: false);
    }

    /// <summary>A client that looks up offsets as an uncommitted reader sees them.</summary>
    public IReadOnlyDictionary<string, string> UncommittedReader()
    {
        var fixedOnes = ReadCommitted("streamscoring-reader");
        fixedOnes["isolation.level"] = "read_uncommitted";
        return Merge(Asker(), fixedOnes, withInstance: false);
    }

    /// <summary>A client that only names a group, for writers without a member.</summary>
    public IReadOnlyDictionary<string, string> Naming(string group) => Merge(Asker(), ReadCommitted(group), withInstance: false);

    /// <summary>A producer with transactions.</summary>
    public IReadOnlyDictionary<string, string> Transactional(string transactionalId)
    {
        var fixedOnes = Idempotent();
        fixedOnes["transactional.id"] = transactionalId;
        fixedOnes["transaction.timeout.ms"] = _options.TransactionTimeoutMs.ToString(CultureInfo.InvariantCulture);
        // Inside a transaction a failed record fails the commit: no need to be told of each.
        fixedOnes["dotnet.producer.enable.delivery.reports"] = "false";
        return Merge(Producer(), fixedOnes, withInstance: false);
    }

    /// <summary>A producer whose records are kept once and in order, without transactions.</summary>
    public IReadOnlyDictionary<string, string> AtLeastOnce()
    {
        var fixedOnes = Idempotent();
        fixedOnes["dotnet.producer.delivery.report.fields"] = "none";
        return Merge(Producer(), fixedOnes, withInstance: false);
    }

    /// <summary>A client for topics, offsets and groups.</summary>
    public IReadOnlyDictionary<string, string> Admin() => Merge(Empty(), Empty(), withInstance: false);

    private static SortedDictionary<string, string> Empty() => new(StringComparer.Ordinal);

    private static SortedDictionary<string, string> Consumer() =>
        new(StringComparer.Ordinal)
        {
            ["auto.offset.reset"] = "earliest",
            // The default of a second starves a fast consumer.
            ["fetch.queue.backoff.ms"] = "5",
            // What is read again after a pause waits behind a fetch of partitions that have nothing new.
            ["fetch.wait.max.ms"] = "20",
            ["fetch.max.bytes"] = "16777216",
            ["queued.min.messages"] = "10000",
            ["queued.max.messages.kbytes"] = "16384",
        };

    // A client that asks for offsets asks the leader it knows, and a dead one for ever: nothing but age makes it look for another.
    private static SortedDictionary<string, string> Asker()
    {
        var settings = Consumer();
        settings["topic.metadata.refresh.interval.ms"] = "1000";
        settings["metadata.max.age.ms"] = "3000";
        return settings;
    }

    private static SortedDictionary<string, string> Producer() =>
        new(StringComparer.Ordinal)
        {
            ["partitioner"] = "murmur2_random",
            ["linger.ms"] = "5",
            ["message.max.bytes"] = "16777216",
        };

    private static SortedDictionary<string, string> Idempotent() =>
        new(StringComparer.Ordinal) { ["enable.idempotence"] = "true", ["acks"] = "all" };

    private static SortedDictionary<string, string> ReadCommitted(string group) =>
        new(StringComparer.Ordinal)
        {
            ["group.id"] = group,
            ["isolation.level"] = "read_committed",
            ["enable.auto.commit"] = "false",
            ["enable.auto.offset.store"] = "false",
            ["allow.auto.create.topics"] = "false",
            ["check.crcs"] = "true",
        };

    private SortedDictionary<string, string> Merge(
        SortedDictionary<string, string> defaults,
        SortedDictionary<string, string> fixedOnes,
        bool withInstance
    )
    {
        defaults["client.id"] = "streamscoring";
        // The default of 10 s is a long while to stand still after a broker came back.
        defaults["reconnect.backoff.max.ms"] = "1000";
        foreach (var (key, value) in _options.Settings)
        {
            // Only a member of a group is bound to its protocol and its name there.
            if (withInstance || !RefusedSettings.OfMembership(key))
                defaults[key] = value;
        }

        foreach (var (key, value) in fixedOnes)
            defaults[key] = value;
        defaults["bootstrap.servers"] = _options.Bootstrap;
        return defaults;
    }
}
