using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.EmbeddedLog.Storage;

/// <summary>Files written by earlier programs are read as long as their version is known.</summary>
public sealed class FormatTests
{
    private static readonly string _fixtures = Path.Combine(
        GoldenFolders.RepositoryRoot,
        "tests",
        "StreamScoring.Tests",
        "EmbeddedLog",
        "Storage",
        "Fixtures"
    );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_log_of_each_version_is_read_and_written_on(int version)
    {
        using var files = new TempLog();
        File.Copy(Path.Combine(_fixtures, $"log.v{version}.db"), Path.Combine(files.Folder, "log.db"));
        using (var looking = StreamScoring.EmbeddedLog.EmbeddedLog.OpenReadOnly(files.Folder, TimeProvider.System))
            Assert.Equal(18, looking.ReadProgress("luma", new TopicPartition("events", 0))!.ProfileOffset);
        using var log = files.Open();
        AssertFixture(log);
        log.Write(new TopicPartition("events", 1), "new");
        Assert.Equal(["eins", null, "new"], log.Values(new TopicPartition("events", 1)));
    }

    [Fact]
    public void What_is_written_now_is_what_the_fixture_holds()
    {
        using var files = new TempLog();
        using (var log = files.Open())
            WriteFixture(log);
        using var again = files.Open();
        AssertFixture(again);
    }

    [Fact]
    public void An_unknown_version_is_refused_for_writing_and_reading()
    {
        using var files = new TempLog();
        files.Open().Dispose();
        files.Tamper("PRAGMA user_version=3");
        Assert.Contains("version 3", Assert.Throws<LogException>(() => files.Open()).Message, StringComparison.Ordinal);
        Assert.Contains(
            "version 3",
            Assert
                .Throws<LogException>(() => StreamScoring.EmbeddedLog.EmbeddedLog.OpenReadOnly(files.Folder, TimeProvider.System))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_database_and_a_file_that_is_none_are_refused()
    {
        using var files = new TempLog();
        files.Open().Dispose();
        files.Tamper("PRAGMA application_id=1");
        Assert.Contains("not a StreamScoring log", Assert.Throws<LogException>(() => files.Open()).Message, StringComparison.Ordinal);
        using var text = new TempLog();
        File.WriteAllText(Path.Combine(text.Folder, "log.db"), new string('x', 10_000));
        Assert.Contains("not a log", Assert.ThrowsAny<LogException>(() => text.Open()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE state SET value = x'6E6577657F' WHERE value = x'6E65776572'", "'ECID:2' in partition 1 of group 'luma'")]
    [InlineData("UPDATE state SET key = x'454349443A33' WHERE key = x'454349443A32'", "'ECID:3' in partition 1 of group 'luma'")]
    [InlineData("UPDATE progress SET next_offset = 2 WHERE active_set = 'sha256:9c'", "the progress of events/1 in group 'luma'")]
    [InlineData("UPDATE progress SET active_set = 'sha256:9d'", "the progress of events/1 in group 'luma'")]
    public void Damaged_state_and_progress_are_noticed_and_never_used(string damage, string what)
    {
        using var files = new TempLog();
        using (var log = files.Open())
            WriteFixture(log);
        files.Tamper(damage);
        using var again = files.Open();
        using var writer = again.OpenWriter("luma", "worker-0");
        var error = Assert.Throws<LogException>(() =>
        {
            writer.ReadProgress(new TopicPartition("events", 1));
            writer.State(1);
        });
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    /// <summary>What <c>log.v1.db</c> and its successors were written with.</summary>
    internal static void WriteFixture(ILog log)
    {
        log.EnsureTopic(new TopicSpec("events", 2));
        log.EnsureTopic(new TopicSpec("scores", 1, Compacted: true, RetentionMs: 1_000));
        using var writer = log.OpenWriter("luma", "worker-0");
        var headers = new System.Buffers.ArrayBufferWriter<byte>();
        RecordHeaders.Append(headers, "ce_id", "luma:1"u8);
        writer.Append(new TopicPartition("events", 0), "ECID:1"u8, "zero"u8, headers.WrittenSpan, 1_541_441_582_000);
        writer.Append(new TopicPartition("events", 1), "ECID:2", "eins", 5);
        writer.Append(new TopicPartition("events", 1), null, null, 4);
        writer.PutState(1, "ECID:2", "state");
        writer.Commit([new Progress(new TopicPartition("events", 1), 1, "sha256:9c", 17)]);
        writer.Append(new TopicPartition("scores", 0), "ECID:1", "0.5", 6);
        writer.PutState(1, "ECID:2", "newer");
        writer.PutState(0, "ECID:1", "other");
        writer.Commit([new Progress(new TopicPartition("events", 0), 1, "sha256:9c", 18)]);
    }

    private static void AssertFixture(ILog log)
    {
        var (zero, one) = (new TopicPartition("events", 0), new TopicPartition("events", 1));
        Assert.Equal(
            [new LogRecord(zero, 0, 1_541_441_582_000, "ECID:1", "zero", "000563655F6964000000066C756D613A31")],
            log.ReadAll(zero)
        );
        Assert.Equal([new LogRecord(one, 0, 5, "ECID:2", "eins", ""), new LogRecord(one, 1, 4, null, null, "")], log.ReadAll(one));
        Assert.Equal(["0.5"], log.Values(new TopicPartition("scores", 0)));
        using var writer = log.OpenWriter("luma", "worker-0");
        Assert.Equal(new Progress(zero, 1, "sha256:9c", 18), writer.ReadProgress(zero));
        Assert.Equal(new Progress(one, 1, "sha256:9c", 17), writer.ReadProgress(one));
        Assert.Equal("other", writer.State(0)["ECID:1"]);
        Assert.Equal("newer", writer.State(1)["ECID:2"]);
    }
}
