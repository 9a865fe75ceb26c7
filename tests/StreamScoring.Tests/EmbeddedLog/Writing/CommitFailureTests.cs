using StreamScoring.EmbeddedLog;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using Xunit;

namespace StreamScoring.Tests.EmbeddedLog.Writing;

public sealed class CommitFailureTests
{
    private static readonly TopicPartition _scores = new("scores", 0);
    private static readonly TopicPartition _events = new("events", 0);

    [Theory]
    [InlineData(CommitPoint.Before)]
    [InlineData(CommitPoint.OutputsWritten)]
    [InlineData(CommitPoint.StateWritten)]
    [InlineData(CommitPoint.ProgressWritten)]
    [InlineData(CommitPoint.Committing)]
    public void A_failure_before_the_commit_is_durable_leaves_nothing_and_the_work_can_be_done_again(CommitPoint point)
    {
        using var files = new TempLog();
        var fails = false;
        using (var log = Open(files, at => Throw(fails && at == point)))
        {
            using var writer = MakeWriter(log);
            Fill(writer, "1");
            writer.Commit([new Progress(_events, 1, "set", -1)]);
            fails = true;
            Fill(writer, "lost");
            Assert.ThrowsAny<Exception>(() => writer.Commit([new Progress(_events, 2, "set", -1)]));
            AssertHolds(log, writer, ["1"], 1);
            fails = false;
            Fill(writer, "2");
            writer.Commit([new Progress(_events, 2, "set", -1)]);
            AssertHolds(log, writer, ["1", "2"], 2);
        }

        using var again = files.Open();
        using var next = again.OpenWriter("g", "w");
        AssertHolds(again, next, ["1", "2"], 2);
    }

    [Fact]
    public void A_failure_after_it_is_durable_keeps_all()
    {
        using var files = new TempLog();
        var (armed, hit) = (false, false);
        using var log = Open(files, at => Throw(armed && at == CommitPoint.Committed && (hit = true)));
        using var writer = MakeWriter(log);
        armed = true;
        Fill(writer, "1");
        Assert.ThrowsAny<Exception>(() => writer.Commit([new Progress(_events, 1, "set", -1)]));
        Assert.True(hit);
        AssertHolds(log, writer, ["1"], 1);
        armed = false;
        Fill(writer, "2");
        writer.Commit([new Progress(_events, 2, "set", -1)]);
        AssertHolds(log, writer, ["1", "2"], 2);
    }

    [Theory]
    [InlineData(CommitPoint.CheckpointStarting)]
    [InlineData(CommitPoint.CheckpointDone)]
    public void A_checkpoint_that_fails_stops_later_commits_and_loses_none(CommitPoint point)
    {
        using var files = new TempLog();
        using (var log = Open(files, at => Throw(at == point)))
        {
            using var writer = MakeWriter(log);
            var commits = 0;
            var failure = Assert.Throws<LogException>(() =>
            {
                for (; commits < 100_000; commits++)
                {
                    writer.Append(_scores, "k", "v");
                    writer.Commit([]);
                }
            });
            Assert.Contains("told to fail", failure.Message, StringComparison.Ordinal);
            Assert.Equal(commits, log.ReadAll(_scores).Count);
        }

        using var again = files.Open();
        Assert.NotEmpty(again.ReadAll(_scores));
    }

    [Fact]
    public void Limits_are_refused_with_the_number_and_leave_the_writer_usable()
    {
        using var files = new TempLog();
        using var log = files.Open(files.Options with { MaxRecordBytes = 100, MaxTransactionBytes = 1_000 });
        using var writer = MakeWriter(log);
        Assert.Contains(
            "100",
            Assert.Throws<RecordTooLargeException>(() => writer.Append(_scores, "k", new string('x', 100))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "100",
            Assert.Throws<LogException>(() => writer.PutState(0, "k", new string('x', 100))).Message,
            StringComparison.Ordinal
        );
        var taken = 0;
        var refused = Assert.Throws<LogException>(() =>
        {
            for (; taken < 100; taken++)
                writer.Append(_scores, "k", new string('x', 99));
        });
        Assert.Contains("1000", refused.Message, StringComparison.Ordinal);
        Assert.InRange(taken, 5, 10);
        writer.Abort();
        writer.Append(_scores, "k", "fits");
        writer.Commit([]);
        Assert.Equal(["fits"], log.Values(_scores));
    }

    private static StreamScoring.EmbeddedLog.EmbeddedLog Open(TempLog files, Action<CommitPoint> observer) =>
        files.Open(files.Options with { CheckpointBytes = 1, Observer = observer });

    private static ITransaction MakeWriter(ILog log)
    {
        log.EnsureTopic(new TopicSpec("events", 1));
        log.EnsureTopic(new TopicSpec("scores", 1));
        return log.OpenWriter("g", "w");
    }

    private static void Throw(bool now)
    {
        if (now)
            throw new InvalidOperationException("told to fail");
    }

    private static void Fill(ITransaction writer, string value)
    {
        writer.Append(_scores, "k", value);
        writer.PutState(0, "k" + value, value);
    }

    private static void AssertHolds(ILog log, ITransaction writer, string[] values, long nextOffset)
    {
        Assert.Equal(values, log.Values(_scores));
        Assert.Equal(values, writer.State(0).Values);
        Assert.Equal(nextOffset, writer.ReadProgress(_events)!.NextOffset);
    }
}
