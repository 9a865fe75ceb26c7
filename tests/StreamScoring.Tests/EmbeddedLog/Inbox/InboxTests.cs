using StreamScoring.EmbeddedLog.Inbox;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using Xunit;

namespace StreamScoring.Tests.EmbeddedLog.Inbox;

/// <summary>A process that does not hold the log has its records written by the one that does.</summary>
public sealed class InboxTests
{
    private static readonly TopicPartition _partition = new("events", 0);
    private static readonly TopicSpec _control = new("control", 1, Compacted: true);

    [Fact]
    public void Records_of_a_log_that_is_shared_are_in_it_when_the_commit_returns_in_order_and_as_they_were()
    {
        using var files = new TempLog();
        using var log = files.Open();
        log.EnsureTopic(new TopicSpec("events", 1));
        using var beside = StreamScoring.EmbeddedLog.EmbeddedLog.OpenOrShare(files.Options, TimeProvider.System);
        beside.EnsureTopic(_control);
        using var writer = beside.OpenWriter("g", "w");
        for (var i = 0; i < 3; i++)
        {
            writer.Append(_partition, "k", $"{i}", i);
            writer.Append(new TopicPartition("control", 0), null, null, 9);
            writer.Commit([]);
            Assert.Equal(i + 1, log.ReadAll(_partition).Count);
        }

        writer.Append(_partition, "k", "given up", 7);
        writer.Abort();
        writer.Commit([]);
        Assert.Equal(["0", "1", "2"], log.Values(_partition));
        Assert.Equal(["k", "k", "k"], log.ReadAll(_partition).Select(r => r.Key));
        Assert.Equal([null, null, null], log.Values(new TopicPartition("control", 0)));
        Assert.Equal(3, beside.ReadAll(_partition).Count);
        Assert.Empty(Directory.GetFiles(Path.Combine(files.Folder, "inbox")));
    }

    [Fact]
    public void What_the_holder_refuses_is_an_error_of_the_sender_and_stops_nothing()
    {
        using var files = new TempLog();
        using var log = files.Open();
        log.EnsureTopic(new TopicSpec("events", 1));
        using var beside = StreamScoring.EmbeddedLog.EmbeddedLog.OpenOrShare(files.Options, TimeProvider.System);
        using var writer = beside.OpenWriter("g", "w");
        writer.Append(new TopicPartition("events", 7), "k", "v", 0);
        Assert.Contains("events", Assert.Throws<LogException>(() => writer.Commit([])).Message, StringComparison.Ordinal);
        Assert.Throws<LogException>(() => writer.PutState(0, "k"u8, "v"u8));
        Assert.Throws<LogException>(() => writer.Commit([new Progress(_partition, 1, "sha256:9c", -1)]));
        writer.Append(_partition, "k", "v", 0);
        writer.Commit([]);
        Assert.Equal(["v"], log.Values(_partition));
    }

    [Fact]
    public void A_post_that_was_left_while_nobody_held_the_log_is_taken_by_the_next_who_does_and_a_broken_one_is_put_aside()
    {
        using var files = new TempLog();
        using (var log = files.Open())
            log.EnsureTopic(new TopicSpec("events", 1));
        var inbox = Directory.CreateDirectory(Path.Combine(files.Folder, "inbox")).FullName;
        var post = new Post([], [new PostedRecord(_partition, null, [1, 2], [], 5)]).ToBytes();
        File.WriteAllBytes(Path.Combine(inbox, "2.post"), post);
        post[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(inbox, "1.post"), post);
        using var next = files.Open();
        Assert.True(SpinWait.SpinUntil(() => next.ReadAll(_partition).Count == 1, TimeSpan.FromMinutes(1)), "the post was not taken");
        Assert.True(SpinWait.SpinUntil(() => !File.Exists(Path.Combine(inbox, "2.post")), TimeSpan.FromMinutes(1)), "the post was left");
        Assert.Contains("damaged", File.ReadAllText(Path.Combine(inbox, "1.refused")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_nobody_holds_is_simply_opened_for_writing()
    {
        using var files = new TempLog();
        using var log = StreamScoring.EmbeddedLog.EmbeddedLog.OpenOrShare(files.Options, TimeProvider.System);
        log.EnsureTopic(new TopicSpec("events", 1));
        log.Write(_partition, "v");
        Assert.Equal(["v"], log.Values(_partition));
    }
}
