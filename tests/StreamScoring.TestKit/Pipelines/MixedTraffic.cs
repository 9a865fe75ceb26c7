using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;

namespace StreamScoring.TestKit.Pipelines;

/// <summary>A bit of everything that reaches a kernel: repeated visitors, duplicates, events without identity or id, mis-keyed and broken ones, events from the future.</summary>
public static class MixedTraffic
{
    /// <summary>How many records <see cref="Produce"/> writes.</summary>
    public const int Records = 60;

    /// <summary>Fills a log of at least 2 partitions.</summary>
    public static void Produce(PipelineRig rig)
    {
        for (var i = 0; i < Records; i++)
        {
            var e = new ShopEvent
            {
                Id = $"e{i}",
                Person = $"p{i % 7}",
                Second = i * 100,
                Price = i,
            };
            switch (i % 12)
            {
                case 3:
                    // A person of whom all events come mis-keyed, through the same partition: their order is then that of the log.
                    var stranger = e with
                    {
                        Person = "stranger",
                    };
                    rig.ProduceTo((rig.HomeOf(stranger) + 1) % rig.Partitions, stranger with { Id = i % 24 == 3 ? stranger.Id : null });
                    break;
                case 5:
                    rig.Produce(e with { Person = null });
                    break;
                case 6:
                    rig.ProduceRaw(i % rig.Partitions, "k"u8, [(byte)'{', 0xFF, (byte)i], default);
                    break;
                case 7:
                    rig.Produce(e with { Id = $"e{i - 7}", Person = $"p{(i - 7) % 7}" });
                    break;
                case 8:
                    rig.Produce(e with { Id = null });
                    break;
                case 9:
                    var tomorrow = (e with { Second = 86_400 * 2 }).ToJson();
                    rig.ProduceRaw(rig.HomeOf(e), System.Text.Encoding.UTF8.GetBytes(e.Key!), tomorrow, default);
                    break;
                default:
                    rig.Produce(e);
                    break;
            }
        }
    }

    /// <summary>The lines of a run over a log of its own that nothing disturbs.</summary>
    public static IReadOnlyList<string> Undisturbed(TimeProvider clock, int partitions)
    {
        using var log = LogUnderTest.InMemory(new Logs.Memory.InMemoryLogOptions());
        var rig = new PipelineRig(log.Log, clock, partitions);
        Produce(rig);
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        return rig.Everything();
    }
}
