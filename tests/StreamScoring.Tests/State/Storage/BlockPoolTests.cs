using CsCheck;
using StreamScoring.State.Storage;
using Xunit;

namespace StreamScoring.Tests.State.Storage;

public sealed class BlockPoolTests
{
    [Fact]
    public void Every_size_class_holds_what_it_is_for_and_little_more()
    {
        for (var bytes = 1; bytes < 300_000; bytes += bytes < 5000 ? 1 : 997)
        {
            var sizeClass = SizeClass.Of(bytes);
            var capacity = SizeClass.Bytes(sizeClass);
            Assert.True(capacity >= bytes && capacity % 16 == 0, $"{bytes} in {capacity}");
            Assert.True(bytes <= 64 || capacity < bytes * 1.26, $"{bytes} in {capacity}");
            Assert.Equal(sizeClass, SizeClass.Of(capacity));
        }

        Assert.Equal(SizeClass.Count - 1, SizeClass.Of(1 << 30));
    }

    [Fact]
    public void Blocks_never_overlap_whatever_is_allocated_and_freed() =>
        Gen.Select(
                Gen.Int[0, 2],
                Gen.Frequency((6, Gen.Int[1, 400]), (2, Gen.Int[1, 20_000]), (1, Gen.Int[16_000, 200_000])),
                Gen.Int[0, 1000]
            )
            .Array[1, 200]
            .Sample(
                steps =>
                {
                    var pool = new BlockPool();
                    var held = new List<(int Block, int Capacity, byte Mark)>();
                    byte mark = 0;
                    foreach (var (kind, bytes, which) in steps)
                    {
                        if (kind < 2 || held.Count == 0)
                        {
                            var block = pool.Allocate(bytes, out var capacity);
                            Assert.True(capacity >= bytes);
                            pool.Span(block, 0, capacity).Fill(++mark);
                            held.Add((block, capacity, mark));
                        }
                        else
                        {
                            var (block, capacity, _) = held[which % held.Count];
                            pool.Free(block, capacity);
                            held.RemoveAt(which % held.Count);
                        }
                    }

                    foreach (var (block, capacity, written) in held)
                        Assert.Equal(-1, pool.Span(block, 0, capacity).IndexOfAnyExcept(written));
                },
                iter: 2000
            );

    [Fact]
    public void Memory_of_one_size_serves_another_once_it_is_free()
    {
        var pool = new BlockPool();
        for (var bytes = 100; bytes <= 12_000; bytes += bytes / 3)
        {
            var blocks = Enumerable
                .Range(0, 6_000_000 / bytes)
                .Select(_ => (Block: pool.Allocate(bytes, out var capacity), Capacity: capacity))
                .ToList();
            foreach (var (block, capacity) in blocks)
                pool.Free(block, capacity);
        }

        Assert.InRange(pool.Bytes, 6_000_000, 9_000_000);
    }
}
