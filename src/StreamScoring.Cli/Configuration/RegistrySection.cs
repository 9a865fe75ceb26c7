using StreamScoring.Documents;
using StreamScoring.Kafka.Registry;

namespace StreamScoring.Cli.Configuration;

/// <summary>The section <c>registry</c>: where Avro schemas come from, and whether score records are Avro.</summary>
internal sealed record RegistrySection
{
    /// <summary>The registry's base URL, with its path; several, comma-separated, fail over. Empty: no registry.</summary>
    public string Url { get; init; } = "";

    /// <summary>Keys of the official client, passed on unchanged.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where its answers are kept; empty: in the user's own data folder.</summary>
    public string CachePath { get; init; } = "";

    /// <summary>Whether a missing schema of ours is registered, once the registry has found it compatible.</summary>
    public bool AutoRegister { get; init; }

    /// <summary>How the subject of score records is named.</summary>
    public ScoreSubject SubjectStrategy { get; init; } = ScoreSubject.Topic;

    public static RegistrySection Read(MapReader reader, RegistrySection below, string folder)
    {
        var settings = PassedThrough.Read(reader, below.Settings, "the registry client's");
        if (settings.ContainsKey("schema.registry.url"))
            reader.Errors.Add(reader.Map, "settings.schema.registry.url is not to be set: set registry.url");
        return below with
        {
            Url = reader.Text("url") ?? below.Url,
            Settings = settings,
            CachePath = reader.Text("cache") is { } cache ? Path.Combine(folder, cache) : below.CachePath,
            AutoRegister = reader.Flag("autoRegister") ?? below.AutoRegister,
            SubjectStrategy = reader.Choice("subjectStrategy", "topic", "record", "topic-record") switch
            {
                "topic" => ScoreSubject.Topic,
                "record" => ScoreSubject.Record,
                "topic-record" => ScoreSubject.TopicRecord,
                _ => below.SubjectStrategy,
            },
        };
    }
}
