using System.Buffers;
using System.Text;
using Confluent.Kafka;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>Dead letters as any other client of the cluster reads them.</summary>
public sealed class KafkaDeadLetterTests(KafkaFixture kafka)
{
    private static readonly byte[] _broken = [(byte)'{', 0xFF, 0, 0x80, (byte)'}'];

    [Fact]
    public void A_dead_letter_keeps_bytes_key_and_headers_and_says_what_was_wrong_in_the_headers_of_kafka_streams_and_ours()
    {
        var plan = new KafkaPlan(kafka.Bootstrap, KafkaLogs.NewPrefix());
        using var log = KafkaWork.Open(plan, "worker", settles: true);
        var rig = new PipelineRig(log, TimeProvider.System);
        var own = new ArrayBufferWriter<byte>();
        RecordHeaders.Append(own, "traceparent", "00-a-b-01"u8);
        RecordHeaders.Append(own, "bin", [0, 0xFF, 1]);
        RecordHeaders.AppendNull(own, "none");
        rig.Produce(new ShopEvent { Id = "a", Person = "p" });
        rig.ProduceRaw(0, [0xFE, 0], _broken, own.WrittenSpan, ShopEvent.StartMs + 3);
        rig.Produce(new ShopEvent { Id = "b", Person = "p" });
        using (var host = rig.Host(rig.Set(ShopGraph.Counting())))
        {
            host.Start();
            Patience.Until(() => Backlog.HasEnded(host) || rig.Scores().Count == 3, "three scores");
            host.Stop();
            host.Wait();
        }

        var letter = Outsider(plan.Prefix + rig.Settings.Topics.DeadLetters);
        Assert.Equal([0xFE, 0], letter.Message.Key);
        Assert.Equal(_broken, letter.Message.Value);
        Assert.Equal(["traceparent", "bin", "none"], letter.Message.Headers.Take(3).Select(h => h.Key));
        Assert.Equal([0, 0xFF, 1], letter.Message.Headers[1].GetValueBytes());
        Assert.Null(letter.Message.Headers[2].GetValueBytes());
        string Header(string name) => Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes(name));
        Assert.Equal("malformed", Header("__streams.errors.exception"));
        Assert.Contains("UTF-8", Header("__streams.errors.message"), StringComparison.Ordinal);
        Assert.Equal(rig.Settings.Topics.Events, Header("__streams.errors.topic"));
        Assert.Equal("0", Header("__streams.errors.partition"));
        // The first event's commit left a marker behind it.
        Assert.Equal("2", Header("__streams.errors.offset"));
        Assert.Equal("malformed", Header("streamscoring.error.code"));
        Assert.Equal([null, "malformed", null], rig.Scores().Select(s => s.Fault));
    }

    private ConsumeResult<byte[], byte[]> Outsider(string topic)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig
            {
                BootstrapServers = kafka.Bootstrap,
                GroupId = topic,
                IsolationLevel = IsolationLevel.ReadCommitted,
                EnableAutoCommit = false,
            }
        ).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        return consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException("no dead letter came");
    }
}
