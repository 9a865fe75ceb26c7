namespace StreamScoring.Cli.Configuration;

/// <summary>
/// Every key of the configuration, dotted, with an example value and what it means: for the environment's spelling, for help, and for the
/// tests.
/// </summary>
internal static class ConfigurationKeys
{
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        new("source", "luma", "name of the source: the last part of the records' source, the first of their ids"),
        new("graphs", "[luma.graph.yaml]", "graph documents, one a service; relative to the configuration file"),
        new("rules", "luma.rules.yaml", "rule set over the services' scores; relative to the configuration file"),
        new("schemas", "schemas/events", "folder of Avro schemas, ID.avsc each; where no registry is configured"),
        new("group", "streamscoring", "consumer group"),
        new("workers", "1", "worker threads"),
        new("log.path", "artifacts/run", "folder of the embedded log"),
        new("log.partitions", "4", "partitions of the embedded log's topics"),
        new("kafka.bootstrap", "localhost:9092", "brokers of a Kafka cluster, comma-separated"),
        new("kafka.settings", "{security.protocol: SASL_SSL}", "any keys of librdkafka, passed on unchanged"),
        new("registry.url", "http://localhost:8081", "schema registry, with its path; several, comma-separated, fail over"),
        new(
            "registry.settings",
            "{schema.registry.basic.auth.user.info: 'user:secret'}",
            "any keys of Confluent's registry client, passed on unchanged"
        ),
        new("registry.cache", "artifacts/schemas", "folder of the registry's answers; otherwise the user's own data folder"),
        new("registry.autoRegister", "true", "whether missing schemas of ours are registered, if compatible"),
        new("registry.subjectStrategy", "topic-record", "topic, record or topic-record: how the scores' subject is named"),
        new(
            "telemetry.http",
            "127.0.0.1:9464",
            "where a worker answers /livez, /readyz, /metrics and /decisions/IDENTITY; port 0 takes a free one"
        ),
        new("telemetry.otlp", "http://localhost:4317", "OTLP endpoint for metrics and spans"),
        new("telemetry.protocol", "http/protobuf", "grpc or http/protobuf: how OTLP is spoken"),
        new("telemetry.logs", "json", "text or json: how a worker writes its log"),
        new("models.trials", "artifacts/trials", "folder of verdicts on models; otherwise the user's own data folder"),
        new("artifacts", "artifacts/revisions", "folder of revisions by hash, seen by every worker"),
        new("identity.order", "[ECID, Email]", "identity namespaces in falling preference, where none is primary"),
        new("topics.events", "xdm.events", "events in"),
        new("topics.rekeyed", "xdm.events.rekeyed", "events forwarded under their identity"),
        new("topics.scores", "scores", "scores out"),
        new("topics.deadLetters", "xdm.events.dead-letters", "what could not be scored"),
        new("topics.borders", "streamscoring.borders", "where active sets changed"),
        new("topics.control", "streamscoring.control", "which active set each group is to score with"),
        new("topics.profiles", "xdm.profiles", "profiles in, keyed by identity"),
        new("topics.profilesHistory", "profiles.history", "versions of profiles as they were read; empty: not written"),
        new("topics.memberships", "segment.memberships", "who is in which segment"),
        new("topics.decisions", "decisions", "every decision"),
        new("topics.decisionsLatest", "decisions.latest", "the newest decision of each person and placement"),
        new("topics.features", "features", "the models' inputs; empty: not written"),
        new("pipeline.delivery", "exactly-once", "exactly-once or at-least-once"),
        new("pipeline.format", "json", "json or avro; otherwise avro where a registry is configured"),
        new("pipeline.scoreSchemaId", "1", "schema id written before Avro score records"),
        new("pipeline.batchSize", "256", "events scored together at most"),
        new("pipeline.batchBytes", "4194304", "bytes read together at most"),
        new("pipeline.batchDeadline", "2ms", "how long a batch goes on taking events while more arrive"),
        new("pipeline.batchBudget", "2s", "how long a batch may take; one that took longer makes those after it smaller"),
        new("pipeline.commitInterval", "50ms", "longest time between commits while events flow"),
        new("pipeline.maxAhead", "5min", "how far event time may lie ahead of arrival; 0s turns the rule off"),
        new("pipeline.allowedLateness", "48h", "how late an event finds all its history"),
        new("pipeline.watermarkDelay", "5min", "how far behind the newest event timers of people without further events fire"),
        new("pipeline.verifyPercent", "0.1", "of 100 events, how many have their segments evaluated one by one beside the rules' index"),
        new("pipeline.profileRetention", "400d", "how much of profiles' past is held"),
        new("pipeline.faultLimitPercent", "90", "a worker stops when more of 100 of its last events became dead letters; 100 never stops"),
        new("pipeline.faultWindow", "5000", "how many last events faultLimitPercent counts over"),
        new("pipeline.passHeaders", "[ct, id]", "headers of events that their score records take over"),
        new("pipeline.passKey", "true", "whether score records keep their event's own key; otherwise the identity is their key"),
        new("pipeline.retryDelay", "500ms", "rest before something outside is tried again"),
        new("dedupe.horizon", "24h", "how far back duplicates are known"),
        new("dedupe.ids", "256", "ids a key remembers"),
        new("limits.eventBytes", "1048576", "bytes of one event"),
        new("limits.depth", "64", "nesting of one event"),
        new("limits.items", "10000", "items of one array"),
        new("limits.textBytes", "65536", "bytes of one text"),
    ];
}

/// <summary>One key.</summary>
/// <param name="Path">Dotted path.</param>
/// <param name="Example">An accepted value, as it stands in YAML.</param>
/// <param name="Meaning">What it means.</param>
internal sealed record ConfigurationKey(string Path, string Example, string Meaning)
{
    /// <summary>The environment variable that sets it.</summary>
    public string Variable => "STREAMSCORING__" + Path.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant();
}
