using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Topics;

/// <summary>Reads how topics are set up.</summary>
internal static class TopicStates
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    public static TopicState? Read(TopicAdmin topics, string topic)
    {
        if (topics.Partitions(topic) == 0)
            return null;
        var described = TopicAdmin.Wait(
            topics.Client.DescribeTopicsAsync(
                TopicCollection.OfTopicNames([topic]),
                new DescribeTopicsOptions { RequestTimeout = _timeout }
            ),
            $"topic '{topic}'"
        );
        var partitions = described.TopicDescriptions[0].Partitions;
        var entries = Configuration(topics, topic);
        return new TopicState(
            topic,
            partitions.Count,
            partitions[0].Replicas.Count,
            entries["cleanup.policy"].Value,
            long.Parse(entries["retention.ms"].Value, CultureInfo.InvariantCulture),
            entries["message.timestamp.type"].Value,
            long.Parse(entries["min.compaction.lag.ms"].Value, CultureInfo.InvariantCulture)
        );
    }

    private static Dictionary<string, ConfigEntryResult> Configuration(TopicAdmin topics, string topic)
    {
        try
        {
            var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
            return topics
                .Client.DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = _timeout })
                .GetAwaiter()
                .GetResult()[0]
                .Entries;
        }
        catch (KafkaException e)
        {
            throw new LogException($"topic '{topic}': its settings are not to be had: {e.Error.Reason}", e);
        }
    }
}
