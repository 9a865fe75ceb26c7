using StreamScoring.Inference;
using Xunit;

namespace StreamScoring.Tests.Inference;

public sealed class BatchRuleTests
{
    [Fact]
    public void Buckets_ascend_cover_every_count_and_waste_at_most_a_quarter()
    {
        var sizes = BatchRule.Batched.Buckets(256, 100);
        Assert.Equal(2, sizes[0]);
        Assert.Equal(256, sizes[^1]);
        Assert.Equal(sizes.Order().Distinct(), sizes);
        for (var rows = 2; rows <= 256; rows++)
            Assert.InRange(sizes.First(s => s >= rows), rows, rows * 5 / 4);
        Assert.InRange(sizes.Length, 16, 40);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(64, 64)]
    [InlineData(100, 100)]
    [InlineData(5000, 256)]
    public void The_largest_bucket_is_what_a_lane_asks_for_within_the_rule(int maxRows, int largest) =>
        Assert.Equal(largest, BatchRule.Batched.Buckets(maxRows, 100)[^1]);

    [Fact]
    public void Wide_rows_make_small_batches() => Assert.Equal(4, BatchRule.Batched.Buckets(256, 4 << 20)[^1]);

    [Fact]
    public void Row_by_row_and_fixed_batches_have_one_bucket()
    {
        Assert.Equal([1], BatchRule.RowByRow.Buckets(256, 100));
        Assert.Equal([5], BatchRule.Fixed(5).Buckets(256, 100));
        Assert.Equal([5], BatchRule.Fixed(5).Buckets(1, 1 << 30));
    }
}
