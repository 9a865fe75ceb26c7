using StreamScoring.Documents;

namespace StreamScoring.Cli.Configuration;

/// <summary>The section <c>kafka</c>. Its settings are librdkafka's own keys.</summary>
internal static class KafkaSection
{
    public static AppConfiguration Read(MapReader reader, AppConfiguration below) =>
        below with
        {
            KafkaBootstrap = reader.Text("bootstrap") ?? below.KafkaBootstrap,
            KafkaSettings = PassedThrough.Read(reader, below.KafkaSettings, "librdkafka's"),
        };
}
