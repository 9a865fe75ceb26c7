using Confluent.Kafka;
using StreamScoring.Kafka;
using StreamScoring.Kafka.Consuming;
using StreamScoring.Kafka.Settings;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Measuring;
using Xunit;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Tests.Kafka.Consuming;

/// <summary>From the client's record to the worker's batch nothing is taken from the heap: what a record costs there is the client's own.</summary>
public sealed class SourceAllocationTests : IAssignmentListener
{
    private const int Events = 10_000;
    private const int Batch = 250;
    private static readonly TopicPartition _partition = new("events", 0);
    private readonly List<string> _told = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ten_thousand_records_pass_from_the_client_to_the_worker_without_allocating(bool hasHeaders)
    {
        var state = new MemberState("g", new Copartitions([_partition.Topic], _ => 1), new QueueLimits(8_192, 4 << 20));
        // Nobody answers there: the client only waits, and the test plays its part.
        using var stop = new CancellationTokenSource();
        var clients = new Clients(new ClientSettings(new KafkaLogOptions("127.0.0.1:1")), TimeProvider.System);
        var thread = new PollThread(state, clients, 0, TimeProvider.System);
        using var source = new KafkaSource(state, thread, this, TimeProvider.System);
        var batch = new RecordBatch(Batch);
        state.Assign([_partition]);
        Assert.Null(source.Poll(batch, int.MaxValue, TimeSpan.Zero, stop.Token));
        Assert.Equal(["assigned events"], _told);

        var staging = new Staging();
        var record = Record(hasHeaders);
        byte[] key = [.. "ECID:7690dcc4d986425a8e21ac9e022fae88"u8];
        var value = new byte[1_200];
        var (next, received, bytes) = (0L, 0, 0L);
        var allocated = SteadyAllocation.Least(() =>
        {
            for (var i = 0; i < Events; i++)
            {
                record.Message.Key = staging.Deserialize(key, false, new SerializationContext(MessageComponentType.Key, _partition.Topic));
                record.Message.Value = staging.Deserialize(
                    value,
                    false,
                    new SerializationContext(MessageComponentType.Value, _partition.Topic)
                );
                record.Offset = next++;
                lock (state.Gate)
                    state.Queues[_partition].Add(staging, record);
                if (next % Batch != 0)
                    continue;
                source.Poll(batch, int.MaxValue, TimeSpan.Zero, stop.Token);
                received += batch.Count;
                bytes += batch.Bytes;
            }
        });

        Assert.Equal(next, received);
        Assert.Equal(next * (key.Length + value.Length + (hasHeaders ? 2 * 6 + 2 + 2 + 16 : 0)), bytes);
        Assert.Equal(0, allocated);
    }

    void IAssignmentListener.Assigned(IReadOnlyList<TopicPartition> partitions) => _told.Add($"assigned {partitions[0].Topic}");

    void IAssignmentListener.Revoked(IReadOnlyList<TopicPartition> partitions) => _told.Add("revoked");

    void IAssignmentListener.Lost(IReadOnlyList<TopicPartition> partitions) => _told.Add("lost");

    // The client makes one for every record; here it is the same one again and again.
    private static ConsumeResult<StagedSpan, StagedSpan> Record(bool hasHeaders) =>
        new()
        {
            Topic = _partition.Topic,
            Partition = _partition.Partition,
            Message = new Message<StagedSpan, StagedSpan>
            {
                Timestamp = new Timestamp(1_541_440_800_000, TimestampType.CreateTime),
                Headers = hasHeaders ? new Headers { { "ct", new byte[8] }, { "id", new byte[8] } } : null,
            },
        };
}
