using Confluent.Kafka;
using StreamScoring.Kafka.Consuming;
using StreamScoring.Kafka.Settings;

namespace StreamScoring.Kafka.Producing;

/// <summary>Speaks for a group from outside it, for writers that have no member: loaders, tools, tests. Makes its client when first asked.</summary>
internal sealed class GroupName(string group, Clients clients) : IDisposable
{
    private IConsumer<StagedSpan, StagedSpan>? _consumer;

    public IConsumerGroupMetadata Metadata => Consumer.ConsumerGroupMetadata;

    private IConsumer<StagedSpan, StagedSpan> Consumer => _consumer ??= clients.Consumer(clients.Settings.Naming(group), new Staging());

    public void CommitOffsets(IEnumerable<TopicPartitionOffset> offsets) => Consumer.Commit(offsets);

    public void Dispose() => _consumer?.Dispose();
}
