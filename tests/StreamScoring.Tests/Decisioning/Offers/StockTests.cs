using CsCheck;
using StreamScoring.Decisioning.Offers;
using StreamScoring.State;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Offers;

/// <summary>Stock and budget are exact, over partitions, aborts and restores.</summary>
public sealed class StockTests
{
    private const long NowNs = 1_541_441_582 * OfferRig.SecondNs;

    [Fact]
    public void A_thousand_want_one_and_one_gets_it()
    {
        var rig = new OfferRig(Rules("stock: 1"));
        var said = Enumerable.Range(0, 1_000).Select(i => rig.One(Event(i))).ToList();
        Assert.Single(said, s => s == "ranked a; ");
        Assert.Equal(999, said.Count(s => s == "fallback z; a out-of-stock"));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(7, 5)]
    [InlineData(10, 4)]
    public void Over_partitions_as_many_win_as_there_are(int stock, int partitions)
    {
        var rigs = Enumerable
            .Range(0, partitions)
            .Select(p => new OfferRig(Rules($"stock: {stock}"), new DecisionShare(p, partitions)))
            .ToList();
        var won = Enumerable.Range(0, 1_000).Select(i => rigs[i % partitions].One(Event(i))).Count(s => s == "ranked a; ");
        Assert.Equal(stock, won);
    }

    [Fact]
    public void A_kill_in_the_middle_gives_none_twice_and_loses_none()
    {
        Gen.Select(Gen.Int[1, 5], Gen.Bool.List[1, 60])
            .Sample(
                (stock, commits) =>
                {
                    var rig = new OfferRig(Rules($"budget: {stock}"));
                    var log = new Dictionary<string, byte[]>();
                    var (won, next) = (0, 0);
                    foreach (var commit in commits)
                    {
                        var won4 = Enumerable.Range(next, 4).Count(i => rig.One(Event(i)) == "ranked a; ");
                        if (commit)
                        {
                            rig.State.VisitDirty((key, value) => log[Convert.ToHexString(key)] = value.ToArray());
                            rig.State.Commit();
                            (won, next) = (won + won4, next + 4);
                            continue;
                        }

                        // The process dies: what was not committed is decided on again, from the changelog.
                        rig.State = new KeyedState(rig.Layout, StateLimits.Default);
                        foreach (var (key, value) in log)
                            rig.State.Restore(Convert.FromHexString(key), value);
                    }

                    Assert.Equal(Math.Min(stock, next), won);
                },
                iter: 300
            );
    }

    [Fact]
    public void Shares_add_up_to_the_whole_and_a_partition_that_came_later_has_none()
    {
        Gen.Select(Gen.Long[0, 100_000], Gen.Int[1, 300], Gen.String[1, 12])
            .Sample(
                (all, partitions, offer) =>
                {
                    var shares = Enumerable.Range(0, partitions).Select(p => new DecisionShare(p, partitions).Of(all, offer)).ToList();
                    Assert.Equal(all, shares.Sum());
                    Assert.InRange(shares.Max() - shares.Min(), 0, 1);
                    Assert.Equal(0, new DecisionShare(partitions, partitions).Of(all, offer));
                    Assert.Equal(0, default(DecisionShare).Of(all, offer));
                },
                iter: 500
            );
        // Offers with a rest do not all give it to the same partition.
        var firsts = Enumerable
            .Range(0, 50)
            .Select(o => Enumerable.Range(0, 8).First(p => new DecisionShare(p, 8).Of(1, $"offer-{o}") == 1));
        Assert.InRange(firsts.Distinct().Count(), 6, 8);
    }

    [Fact]
    public void More_stock_goes_on_from_what_is_gone()
    {
        var rig = new OfferRig(Rules("stock: 2"));
        for (var i = 0; i < 5; i++)
            rig.One(Event(i));
        var more = new OfferRig(Rules("stock: 3")) { State = rig.State };
        Assert.Equal("ranked a; ", more.One(Event(6)));
        Assert.Equal("fallback z; a out-of-stock", more.One(Event(7)));
    }

    private static OfferEvent Event(int i) => new($"e{i}", NowNs) { Identity = $"ECID:{i}" };

    private static string Rules(string limit) =>
        $$$"""
            rules: shop
            version: 1
            offers:
              a: {status: approved, priority: 1, tags: t, {{{limit}}} }
              z: {status: approved, priority: 0}
            strategies: {s: {collect: t, rank: priority}}
            placements: {p: {when: 'event.eventType = "page"', strategies: [s], fallback: z}}
            """;
}
