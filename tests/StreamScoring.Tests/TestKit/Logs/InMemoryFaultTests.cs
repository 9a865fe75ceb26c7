using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Logs.Memory;
using Xunit;

namespace StreamScoring.Tests.TestKit.Logs;

/// <summary>The faults that the log in memory plays when told to are those that the kernel must survive.</summary>
public sealed class InMemoryFaultTests
{
    private static readonly TopicPartition _zero = new("events", 0);

    [Fact]
    public void The_commit_that_is_told_to_fail_leaves_nothing_and_the_next_one_works()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        log.EnsureTopic(new TopicSpec("events", 1));
        log.Store.FailingCommits.Add(2);
        using var writer = log.OpenWriter("g", "w");
        foreach (var value in (string[])["a", "b", "c"])
        {
            writer.Append(_zero, "k", value);
            writer.PutState(0, value, value);
            if (value == "b")
                Assert.Throws<AbortedException>(() => writer.Commit([]));
            else
                writer.Commit([]);
        }

        Assert.Equal(["a", "c"], log.Values(_zero));
        Assert.Equal(["a", "c"], writer.State(0).Keys);
        Assert.Equal(3, log.Store.Commits);
    }

    [Fact]
    public void A_record_that_is_told_to_be_broken_stops_its_partition_until_it_is_skipped()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        log.EnsureTopic(new TopicSpec("events", 2));
        log.Write(_zero, "a", "b", "c", "d");
        log.Store.Corrupt(_zero, 2);
        using var source = log.Subscribe("g", ["events"], new AssignmentRecorder());
        Assert.Equal(["a", "b"], source.Take(2).Select(r => r.Value));
        var batch = new RecordBatch(10);
        var corrupt = Assert.Throws<CorruptRecordException>(() => source.Poll(batch, 1 << 20, TimeSpan.Zero, CancellationToken.None));
        Assert.Equal((_zero, 2L, 3L), (corrupt.Partition, corrupt.Offset, corrupt.NextOffset));
        source.Seek(_zero, corrupt.NextOffset);
        Assert.Equal("d", Assert.Single(source.Take(1)).Value);
    }

    [Fact]
    public void A_member_that_loses_a_partition_is_told_commits_nothing_for_it_and_gets_it_again()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        log.EnsureTopic(new TopicSpec("events", 1));
        log.Write(_zero, "a");
        var told = new AssignmentRecorder();
        using var source = log.Subscribe("g", ["events"], told);
        using var writer = log.OpenWriter("g", "w", source);
        source.Take(1);
        log.TakeAway("g", 0);
        Assert.Throws<AbortedException>(() => writer.Commit([new Progress(_zero, 1, "set", -1)]));
        Assert.Equal("a", Assert.Single(source.Take(1)).Value);
        Assert.Equal(["+events/0", "!events/0", "+events/0"], told.Told);
        writer.Commit([new Progress(_zero, 1, "set", -1)]);
    }

    [Fact]
    public void A_partition_of_one_segment_keeps_its_newest_records()
    {
        using var log = new InMemoryLog(
            TimeProvider.System,
            new InMemoryLogOptions
            {
                SegmentBytes = 10_000,
                KeepsOneSegment = true,
                BatchBytes = 700,
            }
        );
        log.EnsureTopic(new TopicSpec("events", 1));
        for (var commit = 0; commit < 2_000; commit++)
        {
            log.Write(_zero, Enumerable.Range(0, 1 + (commit % 9)).Select(i => new string((char)('a' + (commit % 26)), 10 + (i * 13))));
            var kept = log.ReadAll(_zero);
            using var reader = log.OpenReader("events", 0);
            Assert.Equal(reader.Bounds(), (kept[0].Offset, kept[^1].Offset + 1));
            Assert.Equal(Enumerable.Range(0, kept.Count).Select(i => kept[0].Offset + i), kept.Select(r => r.Offset));
            Assert.True(commit < 50 || kept.Sum(r => r.Value!.Length + 25) is > 7_000 and <= 10_000);
        }
    }
}
