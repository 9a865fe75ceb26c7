using StreamScoring.Events.Identity;
using StreamScoring.Events.Wire;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Configuration;

/// <summary>Everything that can be configured, with the product's defaults. Files, environment and flags are layers over it, in that order.</summary>
internal sealed record AppConfiguration
{
    /// <summary>The kernel's settings.</summary>
    public PipelineSettings Pipeline { get; init; } = new();

    /// <summary>Graph documents, one a service. Empty: the bundled sample.</summary>
    public IReadOnlyList<string> Graphs { get; init; } = [];

    /// <summary>A folder of Avro schemas (<c>ID.avsc</c>), or empty.</summary>
    public string Schemas { get; init; } = "";

    /// <summary>How the identity of an event is chosen.</summary>
    public IdentityRule Identity { get; init; } = IdentityRule.Default;

    /// <summary>What one event may cost.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;

    /// <summary>Worker threads.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The consumer group.</summary>
    public string Group { get; init; } = "streamscoring";

    /// <summary>The embedded log's folder.</summary>
    public string LogPath { get; init; } = "artifacts/run";

    /// <summary>Partitions of the embedded log's topics.</summary>
    public int LogPartitions { get; init; } = 4;

    /// <summary>Where verdicts on models are kept; empty: in the user's own data folder, as they hold for every project.</summary>
    public string TrialsPath { get; init; } = "";

    /// <summary>Where revisions are kept by hash: a folder that every worker sees; empty: beside the embedded log.</summary>
    public string ArtifactsPath { get; init; } = "";

    /// <summary>Brokers of a Kafka cluster, comma-separated; empty: none.</summary>
    public string KafkaBootstrap { get; init; } = "";

    /// <summary>Any keys of librdkafka, passed on unchanged.</summary>
    public IReadOnlyDictionary<string, string> KafkaSettings { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether somebody said how score records are encoded; otherwise they are Avro where a registry is configured, else JSON.</summary>
    public bool IsFormatChosen { get; init; }

    /// <summary>The schema registry.</summary>
    public RegistrySection Registry { get; init; } = new();

    /// <summary>Health, metrics, spans and logs of a worker.</summary>
    public TelemetrySection Telemetry { get; init; } = new();
}
