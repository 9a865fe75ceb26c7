using StreamScoring.Kafka;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>Scoring that is slower than a transaction may live.</summary>
public sealed class SlowBatchTests(KafkaFixture kafka, ITestOutputHelper output)
{
    private const int Events = 200;
    private const int MsPerEvent = 20;
    private const int TransactionMs = 1_000;

    [Fact]
    public void Batches_that_would_outlive_a_transaction_become_smaller_and_every_event_gets_one_score()
    {
        var prefix = KafkaLogs.NewPrefix();
        using var log = new NamespacedLog(
            new KafkaLog(
                new KafkaLogOptions(kafka.Bootstrap) { Instance = prefix, TransactionTimeoutMs = TransactionMs },
                TimeProvider.System
            ),
            prefix,
            new SettledEnds(kafka.Bootstrap)
        );
        var slow = new Slow();
        var rig = new PipelineRig(
            log,
            TimeProvider.System,
            2,
            s => s with { BatchSize = 128, BatchDeadlineUs = 1_000_000, BatchBudgetMs = 200 }
        )
        {
            Observer = slow,
        };
        // One in ten is forwarded, which opens the transaction before the rest of its batch is decoded.
        using (var writer = log.OpenWriter("producer", "producer"))
        {
            var home = rig.HomeOf(new ShopEvent { Person = "p" });
            var stray = Enumerable.Range(0, 100).Select(i => $"s{i}").First(s => rig.HomeOf(new ShopEvent { Person = s }) != home);
            for (var i = 0; i < Events; i++)
            {
                var e = new ShopEvent
                {
                    Id = $"e{i}",
                    Person = i % 10 == 0 ? stray : "p",
                    Second = i,
                };
                writer.Append(
                    new TopicPartition(rig.Settings.Topics.Events, home),
                    e.Key,
                    System.Text.Encoding.UTF8.GetString(e.ToJson()),
                    ShopEvent.StartMs + (i * 1000)
                );
            }

            writer.Commit([]);
        }

        using (var host = rig.Host(rig.Set(ShopGraph.Counting())))
        {
            host.Start();
            Patience.Until(() => Backlog.HasEnded(host) || rig.AllScores().Count >= Events, "every event to be scored", every: 200);
            host.Stop();
            host.Wait();
        }

        Assert.Equal(Events, rig.AllScores().Count);
        Assert.Equal(Events, rig.AllScores().Select(s => s.EventId).Distinct(StringComparer.Ordinal).Count());
        output.WriteLine($"batches of {string.Join(", ", slow.Sizes)}; {slow.Aborts} transactions given up");
        Assert.InRange(slow.Sizes.TakeLast(5).Max(), 1, 200 / MsPerEvent);
        Assert.InRange(slow.Aborts, 0, 2);
    }

    private sealed class Slow : IPipelineObserver
    {
        private readonly ManualResetEventSlim _never = new();
        private int _decoded;

        public List<int> Sizes { get; } = [];

        public int Aborts { get; private set; }

        // How many events a first batch has is the broker's choice. The second event, behind one that is forwarded, is too slow for any.
        void IPipelineObserver.Decoding(TopicPartition partition, long offset) =>
            _never.Wait(++_decoded == 2 ? TransactionMs * 3 / 2 : MsPerEvent);

        void IPipelineObserver.Scored(ScoredBatch batch) => Sizes.Add(batch.Events.Count);

        void IPipelineObserver.Aborted(int worker, string reason) => Aborts++;
    }
}
