using System.Text;
using CsCheck;
using StreamScoring.Decisioning.Experiments;
using StreamScoring.State;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Experiments;

public sealed class BucketingPropertyTests
{
    private static readonly Gen<byte[]> s_bytes = Gen.Byte.Array[0, 40];
    private static readonly Experiment s_experiment = new("hero", "h1", [new("a", 50), new("b", 30), new("c", 20)]);

    [Fact]
    public void Bucketing_is_a_pure_function_of_salt_and_id()
    {
        Gen.Select(s_bytes, s_bytes, s_bytes)
            .Sample(
                (salt, id, other) =>
                {
                    var before = Bucketing.Of(salt, id);
                    Bucketing.Of(other, id);
                    Bucketing.Of(salt, other);
                    Assert.Equal(before, Bucketing.Of([.. salt], [.. id]));
                    Assert.Equal(before, Murmur3.Hash([.. salt, .. id]));
                },
                iter: 50_000
            );
    }

    [Fact]
    public void Bytes_may_come_in_any_pieces()
    {
        Gen.Select(s_bytes, Gen.Int[0, 40], Gen.Int[0, 40], Gen.UInt)
            .Sample(
                (bytes, a, b, seed) =>
                {
                    var first = Math.Min(Math.Min(a, b), bytes.Length);
                    var second = Math.Min(Math.Max(a, b), bytes.Length);
                    var hash = new Murmur3(seed);
                    hash.Add(bytes.AsSpan(0, first));
                    hash.Add(bytes.AsSpan(first, second - first));
                    hash.Add(bytes.AsSpan(second));
                    Assert.Equal(Murmur3.Hash(bytes, seed), hash.End());
                },
                iter: 20_000
            );
    }

    [Fact]
    public void Every_bucket_falls_to_one_weight_and_the_ends_to_the_ends()
    {
        Gen.Select(Gen.Int[0, int.MaxValue].Array[1, 6], Gen.UInt)
            .Sample(
                (weights, bucket) =>
                {
                    var picked = Bucketing.Pick(bucket, weights);
                    if (weights.All(w => w == 0))
                        Assert.Equal(-1, picked);
                    else
                        Assert.True(weights[picked] > 0);
                },
                iter: 20_000
            );
        Assert.Equal(0, Bucketing.Pick(0, [1, 1]));
        Assert.Equal(1, Bucketing.Pick(uint.MaxValue, [1, 1]));
        Assert.Equal(-1, Bucketing.Pick(5, []));
        Assert.False(Bucketing.IsWithin(0, 0));
        Assert.True(Bucketing.IsWithin(uint.MaxValue, 1));
    }

    [Fact]
    public void Shares_come_out_as_asked_and_a_larger_holdout_keeps_whom_a_smaller_held()
    {
        var (small, large) = (new Holdout("luma-holdout", 0.05), new Holdout("luma-holdout", 0.10));
        var layer = new Layer("l1", [40, 40], nobody: 20);
        int held = 0,
            nobody = 0;
        var arms = new int[3];
        for (var i = 0; i < 20_000; i++)
        {
            var id = Encoding.UTF8.GetBytes($"ECID:{i}");
            held += small.Holds(id) ? 1 : 0;
            Assert.True(!small.Holds(id) || large.Holds(id));
            nobody += layer.ExperimentOf(id) < 0 ? 1 : 0;
            arms[s_experiment.ArmOf(id)]++;
        }

        Assert.InRange(held, 850, 1150);
        Assert.InRange(nobody, 3_700, 4_300);
        Assert.InRange(arms[0], 9_600, 10_400);
        Assert.InRange(arms[2], 3_700, 4_300);
    }

    [Fact]
    public void Propensities_add_up_and_are_those_that_are_drawn()
    {
        var exploration = new Exploration("x", 0.3);
        var chosen = new int[4];
        for (var i = 0; i < 40_000; i++)
        {
            var drawn = exploration.Choose(4, Encoding.UTF8.GetBytes($"event-{i}"), "hero"u8);
            Assert.Equal(drawn, exploration.Choose(4, Encoding.UTF8.GetBytes($"event-{i}"), "hero"u8));
            Assert.Equal(drawn.Index == 0 ? 0.775 : 0.075, drawn.Propensity, 12);
            chosen[drawn.Index]++;
        }

        Assert.InRange(chosen[0], 30_500, 31_500);
        Assert.All(chosen[1..], c => Assert.InRange(c, 2_700, 3_300));
    }

    [Fact]
    public void Changed_weights_move_nobody_whose_arm_is_still_there_and_a_new_salt_begins_anew()
    {
        var layout = new StateLayout([StickyArms.Definition]);
        var state = new KeyedState(layout, StateLimits.Default);
        var sticky = StickyArms.In(layout);
        var changed = new Experiment("hero", "h1", [new("d", 90), new("b", 5), new("a", 5)]);
        var other = new Experiment("sidebar", "s", [new("x", 1), new("y", 1)]);
        int moved = 0,
            kept = 0;
        for (var i = 0; i < 500; i++)
        {
            var id = Encoding.UTF8.GetBytes($"ECID:{i}");
            var entry = state.Open(id);
            var first = s_experiment.Arms[sticky.ArmOf(state, entry, s_experiment, id)].Name;
            sticky.ArmOf(state, entry, other, id);
            var then = changed.Arms[sticky.ArmOf(state, entry, changed, id)].Name;
            Assert.True(first == "c" || first == then, $"{first} moved to {then}");
            moved += first == "c" ? 1 : 0;
            kept += first == then ? 1 : 0;
            Assert.Equal(then, changed.Arms[sticky.ArmOf(state, entry, changed, id)].Name);
            Assert.Equal(other.ArmOf(id), sticky.ArmOf(state, entry, other, id));
            Assert.Equal(s_experiment.ArmOf(id), sticky.ArmOf(state, -1, s_experiment, id));
        }

        Assert.True(moved > 50 && kept > 300, $"{moved} moved, {kept} kept");
        var copy = new KeyedState(layout, StateLimits.Default);
        state.VisitDirty(copy.Restore);
        Assert.Equal(500, copy.Keys);
        Assert.NotEqual(s_experiment.Id, new Experiment("hero", "h2", s_experiment.Arms).Id);
    }

    [Fact]
    public void Choosing_an_arm_allocates_nothing()
    {
        var (holdout, layer, exploration) = (new Holdout("h", 0.05), new Layer("l", [1, 1]), new Exploration("e", 0.1));
        var id = Encoding.UTF8.GetBytes("ECID:00000000000000000000000000000042");
        var sum = 0;
        var allocated = SteadyAllocation.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                BitConverter.TryWriteBytes(id.AsSpan(8), i);
                sum += (holdout.Holds(id) ? 1 : 0) + layer.ExperimentOf(id) + s_experiment.ArmOf(id) + exploration.Choose(3, id, id).Index;
            }
        });
        Assert.Equal(0, allocated);
        Assert.NotEqual(0, sum);
    }
}
