namespace StreamScoring.Kafka.Registry;

/// <summary>How a schema registry is reached, and what is kept of its answers.</summary>
/// <param name="Settings">
/// The official client's own keys (<c>schema.registry.url</c> and the rest; <c>sasl.*</c> for inherited credentials), passed on unchanged.
/// Two that are not given are set shorter than the client's defaults, because lookups are repeated anyway: <c>schema.registry.request.timeout.ms</c> 5,000
/// and <c>schema.registry.max.retries</c> 1 (the client counts attempts).
/// </param>
/// <param name="Clock">What expiries and pauses between attempts are measured with.</param>
public sealed record RegistryOptions(IReadOnlyDictionary<string, string> Settings, TimeProvider Clock)
{
    /// <summary>
    /// A folder, made when missing, in which answers are kept, so that a worker starts and goes on while the registry is away; null keeps none. Workers may share it.
    /// Registries at other addresses have a sub-folder each; when a registry is made anew at its old address, its sub-folder must be deleted.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>How long the answer "no such schema" is believed, ms.</summary>
    public int UnknownExpiryMs { get; init; } = 30_000;

    /// <summary>How many schemas are held in memory; the oldest go first.</summary>
    public int MaxSchemas { get; init; } = 1_000;

    /// <summary>How many lookups run at the same time.</summary>
    public int MaxLookups { get; init; } = 16;

    /// <summary>
    /// Told in one line what is wrong with the registry or the kept answers, and when it is over; never secrets or payload. Called on a background thread.
    /// </summary>
    public Action<string>? Report { get; init; }
}
