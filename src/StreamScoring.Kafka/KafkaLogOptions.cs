using StreamScoring.Kafka.Settings;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Kafka;

/// <summary>How a Kafka cluster is used as a log.</summary>
/// <param name="Bootstrap">Brokers to begin with, <c>host:port</c>, comma-separated.</param>
public sealed record KafkaLogOptions(string Bootstrap)
{
    /// <summary>Any keys of librdkafka, laid over the product's defaults and passed on unchanged. A few that the product's promises rest on are refused, as is <c>test.*</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Exactly once (transactions, state on the cluster) or at least once (stateless: offsets follow the outputs).</summary>
    public Delivery Delivery { get; init; } = Delivery.ExactlyOnce;

    /// <summary>
    /// What tells this process from the others of its group; part of each <c>transactional.id</c>, behind the writer's id. Two processes that run at once must differ.
    /// Empty: writers are told apart by their ids alone.
    /// </summary>
    public string Instance { get; init; } = "";

    /// <summary>Replicas of the topics that are made; -1 takes the cluster's default.</summary>
    public short Replicas { get; init; } = -1;

    /// <summary>Bytes that wait, read and not yet polled, in one partition before it is paused; records are bounded as well.</summary>
    public int QueueBytes { get; init; } = 4 << 20;

    /// <summary>Records that wait in one partition before it is paused.</summary>
    public int QueueRecords { get; init; } = 8_192;

    /// <summary>
    /// How long a transaction may be open before the cluster gives it up, ms: the longest that a dead worker holds up its successor and readers. At most 10,000.
    /// </summary>
    public int TransactionTimeoutMs { get; init; } = 10_000;

    /// <summary>What the client and the log have to say beside their results; called on any thread. Never carries payload or secrets.</summary>
    public Action<KafkaDiagnostic>? Diagnostics { get; init; }
}
