using System.Globalization;
using StreamScoring.Pipeline.Ports;
using Xunit;

namespace StreamScoring.TestKit.Logs.Contracts;

/// <summary>How members of a group share a log and go on where they stopped.</summary>
public static class GroupContract
{
    private static readonly TopicPartition _zero = new("events", 0);

    public static void A_new_group_starts_at_the_earliest_offset(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 3));
        for (var partition = 0; partition < 3; partition++)
            log.Log.Write(new TopicPartition("events", partition), "a", "b");
        var told = new AssignmentRecorder();
        using var source = log.Log.Subscribe("g", ["events"], told);
        var records = source.Take(6);
        Assert.Equal(["+events/0", "+events/1", "+events/2"], told.Told.Order(StringComparer.Ordinal));
        Assert.All(records.GroupBy(r => r.Partition), p => Assert.Equal(["a", "b"], p.Select(r => r.Value)));
        source.AssertIdle();
    }

    public static void A_group_goes_on_behind_its_committed_offset(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        log.Log.Write(_zero, "a", "b", "c");
        using (var source = log.Log.Subscribe("g", ["events"], new AssignmentRecorder()))
        using (var writer = log.Log.OpenWriter("g", "w", source))
        {
            var second = source.Take(3)[1];
            writer.Commit([new Progress(_zero, second.Offset + 1, "set", -1)]);
        }

        log.Reopen();
        using var again = log.Log.Subscribe("g", ["events"], new AssignmentRecorder());
        Assert.Equal("c", Assert.Single(again.Take(1)).Value);
        again.AssertIdle();
    }

    public static void Work_that_was_not_committed_is_done_again(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        log.Log.Write(_zero, "a", "b", "c");
        using (var source = log.Log.Subscribe("g", ["events"], new AssignmentRecorder()))
            source.Take(3);
        log.Reopen();
        using var again = log.Log.Subscribe("g", ["events"], new AssignmentRecorder());
        Assert.Equal(["a", "b", "c"], again.Take(3).Select(r => r.Value));
    }

    public static void Groups_read_independently(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        log.Log.Write(_zero, "a", "b");
        using var one = log.Log.Subscribe("one", ["events"], new AssignmentRecorder());
        using var writer = log.Log.OpenWriter("one", "w", one);
        writer.Commit([new Progress(_zero, one.Take(2)[^1].Offset + 1, "set", -1)]);
        using var two = log.Log.Subscribe("two", ["events"], new AssignmentRecorder());
        Assert.Equal(["a", "b"], two.Take(2).Select(r => r.Value));
    }

    public static void Two_members_share_partitions_evenly_and_read_each_record_once(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 5));
        var (toldA, toldB) = (new AssignmentRecorder(), new AssignmentRecorder());
        using var a = log.Log.Subscribe("g", ["events"], toldA);
        LogDriver.PollUntil(() => toldA.Owned.Count == 5, a);
        using var b = log.Log.Subscribe("g", ["events"], toldB);
        LogDriver.PollUntil(() => toldB.Owned.Count >= 2 && toldA.Owned.Count + toldB.Owned.Count == 5, a, b);
        Assert.Equal(3, toldA.Owned.Count);
        Assert.Empty(toldA.Owned.Intersect(toldB.Owned));

        for (var partition = 0; partition < 5; partition++)
            log.Log.Write(new TopicPartition("events", partition), "x", "y");
        var (readA, readB) = (a.Take(6), b.Take(4));
        Assert.All(readA, r => Assert.Contains(r.Partition, toldA.Owned));
        Assert.All(readB, r => Assert.Contains(r.Partition, toldB.Owned));
        Assert.Equal(10, readA.Concat(readB).Select(r => (r.Partition, r.Offset)).Distinct().Count());
    }

    public static void A_partition_changes_hands_only_after_its_owner_let_go(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 2));
        log.Log.Write(_zero, "a");
        log.Log.Write(new TopicPartition("events", 1), "a");
        var (toldA, toldB) = (new AssignmentRecorder(), new AssignmentRecorder());
        using var a = log.Log.Subscribe("g", ["events"], toldA);
        using var writer = log.Log.OpenWriter("g", "w", a);
        var read = a.Take(2);
        // What was read and not committed is committed while letting go, so that the next owner does not do it again.
        toldA.OnRevoked = gone =>
        {
            Assert.Empty(toldB.Owned);
            writer.Commit([.. gone.Select(p => new Progress(p, read.Single(r => r.Partition == p).Offset + 1, "set", -1))]);
        };
        using var b = log.Log.Subscribe("g", ["events"], toldB);
        LogDriver.PollUntil(() => toldB.Owned.Count == 1, a, b);
        b.AssertIdle();
        var moved = Assert.Single(toldB.Owned);
        log.Log.Write(moved, "b");
        Assert.Equal("b", Assert.Single(b.Take(1)).Value);
    }

    public static void A_member_that_no_longer_owns_a_partition_commits_nothing_for_it(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 2));
        log.Log.EnsureTopic(new TopicSpec("out", 1));
        var (toldA, toldB) = (new AssignmentRecorder(), new AssignmentRecorder());
        using var a = log.Log.Subscribe("g", ["events"], toldA);
        using var writer = log.Log.OpenWriter("g", "w", a);
        LogDriver.PollUntil(() => toldA.Owned.Count == 2, a);
        using var b = log.Log.Subscribe("g", ["events"], toldB);
        LogDriver.PollUntil(() => toldB.Owned.Count == 1, a, b);
        var (kept, gone) = (Assert.Single(toldA.Owned), Assert.Single(toldB.Owned));

        writer.Append(new TopicPartition("out", 0), "k", "stale");
        writer.PutState(gone.Partition, "k", "stale");
        Assert.Throws<AbortedException>(() => writer.Commit([new Progress(kept, 1, "set", -1), new Progress(gone, 1, "set", -1)]));
        Assert.Empty(log.Log.Values(new TopicPartition("out", 0)));
        Assert.Empty(writer.State(gone.Partition));
        Assert.Null(writer.ReadProgress(kept));

        writer.Append(new TopicPartition("out", 0), "k", "fine");
        writer.Commit([new Progress(kept, 1, "set", -1)]);
        Assert.Equal(["fine"], log.Log.Values(new TopicPartition("out", 0)));
    }

    public static void The_partitions_of_a_member_that_leaves_go_to_the_others(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 4));
        var (toldA, toldB) = (new AssignmentRecorder(), new AssignmentRecorder());
        using var a = log.Log.Subscribe("g", ["events"], toldA);
        var b = log.Log.Subscribe("g", ["events"], toldB);
        LogDriver.PollUntil(() => toldA.Owned.Count == 2 && toldB.Owned.Count == 2, a, b);
        b.Dispose();
        LogDriver.PollUntil(() => toldA.Owned.Count == 4, a);
    }

    public static void More_members_than_partitions_leave_some_without(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        log.Log.Write(_zero, "a");
        var (toldA, toldB) = (new AssignmentRecorder(), new AssignmentRecorder());
        using var a = log.Log.Subscribe("g", ["events"], toldA);
        using var b = log.Log.Subscribe("g", ["events"], toldB);
        LogDriver.PollUntil(() => toldA.Owned.Count + toldB.Owned.Count == 1, a, b);
        LogDriver.PollUntil(() => true, a, b);
        Assert.Equal(1, toldA.Owned.Count + toldB.Owned.Count);
    }

    public static void Partitions_of_one_number_have_one_owner_over_all_topics(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 4));
        log.Log.EnsureTopic(new TopicSpec("profiles", 4));
        var (toldA, toldB) = (new AssignmentRecorder(), new AssignmentRecorder());
        using var a = log.Log.Subscribe("g", ["events", "profiles"], toldA);
        using var b = log.Log.Subscribe("g", ["events", "profiles"], toldB);
        LogDriver.PollUntil(() => toldA.Owned.Count == 4 && toldB.Owned.Count == 4, a, b);
        foreach (var told in (AssignmentRecorder[])[toldA, toldB])
            Assert.All(told.Owned.GroupBy(p => p.Partition), number => Assert.Equal(2, number.Count()));
    }

    public static void Paused_partitions_wait_and_seeking_goes_anywhere(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 2));
        var one = new TopicPartition("events", 1);
        var told = new AssignmentRecorder();
        using var source = log.Log.Subscribe("g", ["events"], told);
        LogDriver.PollUntil(() => told.Owned.Count == 2, source);
        source.Pause(_zero);
        log.Log.Write(_zero, "a", "b", "c");
        log.Log.Write(one, "x");
        Assert.Equal("x", Assert.Single(source.Take(1)).Value);
        source.AssertIdle();
        source.Resume(_zero);
        var read = source.Take(3);
        Assert.Equal(["a", "b", "c"], read.Select(r => r.Value));
        source.Seek(_zero, read[1].Offset);
        Assert.Equal(["b", "c"], source.Take(2).Select(r => r.Value));
        source.Seek(_zero, read[2].Offset + 1);
        source.AssertIdle();
        Assert.True(source.EndOffset(_zero) > read[2].Offset);
        var refused = Assert.ThrowsAny<LogException>(() => source.Seek(new TopicPartition("events", 2), 0));
        Assert.Contains("events/2", refused.Message, StringComparison.Ordinal);
    }

    public static void A_member_may_choose_where_to_begin_while_it_is_assigned(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        log.Log.Write(_zero, "a", "b", "c");
        var third = log.Log.ReadAll(_zero)[2].Offset;
        ISource? source = null;
        var told = new AssignmentRecorder { OnAssigned = _ => source!.Seek(_zero, third) };
        source = log.Log.Subscribe("g", ["events"], told);
        using (source)
            Assert.Equal("c", Assert.Single(source.Take(1)).Value);
    }

    public static void Partitions_take_turns(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 3));
        for (var partition = 0; partition < 3; partition++)
            log.Log.Write(
                new TopicPartition("events", partition),
                Enumerable.Range(0, 20).Select(i => i.ToString(CultureInfo.InvariantCulture))
            );
        var told = new AssignmentRecorder();
        using var source = log.Log.Subscribe("g", ["events"], told);
        HoldUntilAllWait(source, told, 3);
        var turns = source.Take(60, capacity: 5).Chunk(5).ToList();
        Assert.All(turns.Chunk(3), round => Assert.Equal(3, round.Select(t => t[0].Partition).Distinct().Count()));
    }

    // On a cluster records arrive when they do: turns can be seen once all of them are there.
    private static void HoldUntilAllWait(ISource source, AssignmentRecorder told, int partitions)
    {
        told.OnAssigned = assigned =>
        {
            foreach (var partition in assigned)
                source.Pause(partition);
        };
        LogDriver.PollUntil(() => told.Owned.Count == partitions && told.Owned.All(p => source.EndOffset(p) > 0), source);
        Assert.Null(source.Poll(new RecordBatch(1), 1, TimeSpan.FromMilliseconds(500), CancellationToken.None));
        foreach (var partition in told.Owned)
            source.Resume(partition);
    }

    public static void A_waiting_member_wakes_when_something_is_committed(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        var told = new AssignmentRecorder();
        using var source = log.Log.Subscribe("g", ["events"], told);
        LogDriver.PollUntil(() => told.Owned.Count == 1, source);
        using var waiting = new ManualResetEventSlim();
        string? found = null;
        var thread = new Thread(() =>
        {
            var batch = new RecordBatch(10);
            waiting.Set();
            if (source.Poll(batch, 1 << 20, TimeSpan.FromMinutes(5), CancellationToken.None) is { } partition)
                found = LogRecord.Of(partition, batch).Single().Value;
        });
        thread.Start();
        waiting.Wait();
        log.Log.Write(_zero, "late");
        Assert.True(thread.Join(TimeSpan.FromMinutes(1)), "the member still waits");
        Assert.Equal("late", found);
    }

    public static void A_waiting_member_returns_when_it_is_cancelled(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        var told = new AssignmentRecorder();
        using var source = log.Log.Subscribe("g", ["events"], told);
        LogDriver.PollUntil(() => told.Owned.Count == 1, source);
        using var cancel = new CancellationTokenSource();
        using var waiting = new ManualResetEventSlim();
        TopicPartition? found = _zero;
        var thread = new Thread(() =>
        {
            waiting.Set();
            found = source.Poll(new RecordBatch(10), 1 << 20, TimeSpan.FromMinutes(5), cancel.Token);
        });
        thread.Start();
        waiting.Wait();
        cancel.Cancel();
        Assert.True(thread.Join(TimeSpan.FromMinutes(1)), "the member still waits");
        Assert.Null(found);
    }

    public static void A_group_over_a_missing_topic_is_refused_by_name(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        var refused = Assert.ThrowsAny<LogException>(() =>
            log.Log.Subscribe("g", ["events", "nowhere"], new AssignmentRecorder()).Dispose()
        );
        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
    }
}
