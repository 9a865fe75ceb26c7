using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Settings;

/// <summary>Our names in the client's types.</summary>
internal static class Names
{
    public static Confluent.Kafka.TopicPartition Confluent(TopicPartition partition) => new(partition.Topic, partition.Partition);
}
