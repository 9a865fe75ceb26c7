using CsCheck;
using StreamScoring.Cli.Running;
using Xunit;

namespace StreamScoring.Tests.Cli.Running;

public sealed class OutcomeTests
{
    [Fact]
    public void The_area_is_the_share_of_pairs_in_the_right_order_where_ties_count_half()
    {
        var pair = Gen.Select(Gen.Int[0, 6].Select(i => i / 6.0), Gen.Bool);
        var sized = 0;
        pair.List[1, 60]
            .Sample(
                pairs =>
                {
                    var expected = Naive(pairs);
                    sized += expected is null ? 0 : 1;
                    var actual = Outcome.Of(pairs)!.Auc;
                    return expected is null ? actual is null : Math.Abs(actual!.Value - expected.Value) < 1e-12;
                },
                iter: 2_000,
                threads: 1
            );
        Assert.True(sized > 1_000, $"only {sized} of 2,000 lists had both kinds");
    }

    [Fact]
    public void Nothing_to_compare_is_no_outcome()
    {
        Assert.Null(Outcome.Of([]));
        Assert.Equal(new Outcome(1, 0.5, 1, null), Outcome.Of([(0.5, true)]));
    }

    private static double? Naive(List<(double Score, bool Followed)> pairs)
    {
        var compared = (
            from yes in pairs.Where(p => p.Followed)
            from no in pairs.Where(p => !p.Followed)
            select yes.Score > no.Score ? 1
            : yes.Score == no.Score ? 0.5
            : 0
        ).ToList();
        return compared.Count == 0 ? null : compared.Average();
    }
}
