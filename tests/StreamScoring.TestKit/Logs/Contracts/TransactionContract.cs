using System.Globalization;
using StreamScoring.Pipeline.Ports;
using Xunit;

namespace StreamScoring.TestKit.Logs.Contracts;

/// <summary>Outputs, state, progress and offsets move together or not at all.</summary>
public static class TransactionContract
{
    private static readonly TopicPartition _input = new("events", 0);
    private static readonly TopicPartition _scores = new("scores", 0);
    private static readonly TopicPartition _decisions = new("decisions", 1);

    public static void Nothing_is_visible_before_the_commit_and_all_after(LogUnderTest log)
    {
        MakeTopics(log);
        using var writer = log.Log.OpenWriter("g", "w");
        using var reader = log.Log.Subscribe("reader", ["scores"], new AssignmentRecorder());
        Fill(writer, "1");
        AssertHolds(log, writer, []);
        reader.AssertIdle();
        writer.Commit([new Progress(_input, 7, "set-1", 3)]);
        AssertHolds(log, writer, ["1"]);
        Assert.Equal("1", Assert.Single(reader.Take(1)).Value);
        Assert.Equal(new Progress(_input, 7, "set-1", 3), writer.ReadProgress(_input));
    }

    public static void An_abort_at_any_step_leaves_nothing(LogUnderTest log)
    {
        MakeTopics(log);
        using var writer = log.Log.OpenWriter("g", "w");
        Action[] steps =
        [
            () => writer.Append(_scores, "k", "lost"),
            () => writer.PutState(0, "k", "lost"),
            () => writer.Append(_decisions, "k", "lost"),
            () => writer.PutState(1, "other", "lost"),
        ];
        for (var count = 0; count <= steps.Length; count++)
        {
            foreach (var step in steps.Take(count))
                step();
            writer.Abort();
            AssertHolds(log, writer, []);
        }

        Fill(writer, "1");
        writer.Commit([new Progress(_input, 1, "set", -1)]);
        AssertHolds(log, writer, ["1"]);
    }

    public static void What_was_pending_when_a_writer_is_left_is_gone(LogUnderTest log)
    {
        MakeTopics(log);
        using (var writer = log.Log.OpenWriter("g", "w"))
            Fill(writer, "lost");
        log.Reopen();
        using var next = log.Log.OpenWriter("g", "w");
        AssertHolds(log, next, []);
    }

    public static void Progress_is_the_committed_offset(LogUnderTest log)
    {
        MakeTopics(log);
        log.Log.Write(_input, "a", "b", "c", "d");
        var offsets = log.Log.ReadAll(_input).Select(r => r.Offset + 1).ToList();
        for (var i = 0; i < offsets.Count; i++)
        {
            using (var writer = log.Log.OpenWriter("g", "w"))
            {
                writer.Commit([new Progress(_input, offsets[i], $"set-{i}", i - 1)]);
                Assert.Equal(new Progress(_input, offsets[i], $"set-{i}", i - 1), writer.ReadProgress(_input));
                Assert.Null(writer.ReadProgress(_scores));
            }

            log.Reopen();
            using var source = log.Log.Subscribe("g", ["events"], new AssignmentRecorder());
            Assert.Equal(offsets.Count - 1 - i, source.Take(offsets.Count - 1 - i).Count);
        }
    }

    public static void A_second_writer_of_an_id_fences_the_first(LogUnderTest log)
    {
        MakeTopics(log);
        using var first = log.Log.OpenWriter("g", "w");
        Fill(first, "1");
        first.Commit([new Progress(_input, 1, "set", -1)]);
        Fill(first, "stale");
        using var other = log.Log.OpenWriter("g", "other");
        using var second = log.Log.OpenWriter("g", "w");
        var fenced = Assert.Throws<FencedException>(() => first.Commit([new Progress(_input, 2, "set", -1)]));
        Assert.Contains("'w'", fenced.Message, StringComparison.Ordinal);
        Fill(second, "2");
        second.Commit([new Progress(_input, 2, "set", -1)]);
        Fill(other, "3");
        other.Commit([new Progress(_input, 3, "set", -1)]);
        Fill(first, "stale");
        Assert.Throws<FencedException>(() => first.Commit([]));
        AssertHolds(log, second, ["1", "2", "3"]);
    }

    public static void A_commit_that_fails_leaves_nothing_and_may_be_done_again(LogUnderTest log)
    {
        MakeTopics(log);
        using var writer = log.Log.OpenWriter("g", "w");
        Fill(writer, "lost");
        Assert.ThrowsAny<LogException>(() =>
            writer.Commit([new Progress(_input, 1, "set", -1), new Progress(new TopicPartition("nowhere", 0), 1, "set", -1)])
        );
        AssertHolds(log, writer, []);
        Assert.Null(writer.ReadProgress(_input));
        writer.Commit([]);
        Fill(writer, "1");
        writer.Commit([new Progress(_input, 1, "set", -1)]);
        AssertHolds(log, writer, ["1"]);
    }

    public static void A_commit_of_nothing_changes_nothing(LogUnderTest log)
    {
        MakeTopics(log);
        using var writer = log.Log.OpenWriter("g", "w");
        writer.Commit([]);
        writer.Abort();
        AssertHolds(log, writer, []);
    }

    public static void Commits_of_several_threads_stand_one_after_another(LogUnderTest log)
    {
        MakeTopics(log);
        const int Threads = 4;
        const int Commits = 25;
        const int Records = 20;
        var failures = new List<Exception>();
        var threads = Enumerable
            .Range(0, Threads)
            .Select(t => new Thread(() =>
            {
                try
                {
                    using var writer = log.Log.OpenWriter("g", Number(t));
                    for (var commit = 0; commit < Commits; commit++)
                    {
                        for (var i = 0; i < Records; i++)
                            writer.Append(_scores, Number(t), $"{Number(commit)}:{Number(i)}");
                        writer.PutState(t, "commits", Number(commit));
                        writer.Commit([new Progress(new TopicPartition("events", t), commit + 1, "set", -1)]);
                    }
                }
                catch (Exception e)
                {
                    lock (failures)
                        failures.Add(e);
                }
            }))
            .ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Empty(failures);

        var records = log.Log.ReadAll(_scores);
        Assert.Equal(Threads * Commits * Records, records.Count);
        // A commit's records follow each other without another's between them.
        Assert.All(records.Chunk(Records), chunk => Assert.Single(chunk.Select(r => (r.Key, r.Value!.Split(':')[0])).Distinct()));
        using var after = log.Log.OpenWriter("g", "after");
        for (var t = 0; t < Threads; t++)
        {
            var own = records.Where(r => r.Key == Number(t)).Select(r => r.Value);
            Assert.Equal(Enumerable.Range(0, Commits * Records).Select(i => $"{Number(i / Records)}:{Number(i % Records)}"), own);
            Assert.Equal(Number(Commits - 1), Assert.Single(after.State(t)).Value);
            Assert.Equal(Commits, after.ReadProgress(new TopicPartition("events", t))!.NextOffset);
        }
    }

    public static void Everything_committed_is_there_after_opening_anew(LogUnderTest log)
    {
        MakeTopics(log);
        using (var writer = log.Log.OpenWriter("g", "w"))
        {
            Fill(writer, "1");
            writer.Commit([new Progress(_input, 4, "sha256:ab", 9)]);
        }

        log.Reopen();
        using var next = log.Log.OpenWriter("g", "w");
        AssertHolds(log, next, ["1"]);
        Assert.Equal(new Progress(_input, 4, "sha256:ab", 9), next.ReadProgress(_input));
    }

    private static void MakeTopics(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 4));
        log.Log.EnsureTopic(new TopicSpec("scores", 1));
        log.Log.EnsureTopic(new TopicSpec("decisions", 2));
    }

    private static void Fill(ITransaction writer, string value)
    {
        writer.Append(_scores, "k", value);
        writer.Append(_decisions, "k", value);
        writer.PutState(0, "k" + value, value);
        writer.PutState(1, "other", value);
    }

    private static void AssertHolds(LogUnderTest log, ITransaction writer, string[] values)
    {
        Assert.Equal(values, log.Log.Values(_scores));
        Assert.Equal(values, log.Log.Values(_decisions));
        Assert.Equal(values, writer.State(0).Values);
        Assert.Equal(values.TakeLast(1), writer.State(1).Values);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
