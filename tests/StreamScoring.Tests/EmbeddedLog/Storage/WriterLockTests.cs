using System.Globalization;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using Xunit;

namespace StreamScoring.Tests.EmbeddedLog.Storage;

public sealed class WriterLockTests
{
    private static readonly TopicPartition _partition = new("events", 0);

    [Fact]
    public void A_second_writer_is_told_who_has_the_log()
    {
        using var files = new TempLog();
        using var log = files.Open();
        var refused = Assert.ThrowsAny<LogException>(() =>
            files.Open(files.Options with { WaitForWriter = TimeSpan.FromMilliseconds(30) })
        );
        Assert.Contains(files.Folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} on host {Environment.MachineName} since 2",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_second_writer_waits_for_the_first()
    {
        using var files = new TempLog();
        var first = files.Open();
        first.EnsureTopic(new TopicSpec("events", 1));
        using var started = new ManualResetEventSlim();
        Exception? failure = null;
        var second = new Thread(() =>
        {
            started.Set();
            try
            {
                using var log = files.Open(files.Options with { WaitForWriter = TimeSpan.FromMinutes(1) });
                log.Write(_partition, "second");
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        second.Start();
        started.Wait();
        first.Write(_partition, "first");
        first.Dispose();
        second.Join();
        Assert.Null(failure);
        using var after = files.Open();
        Assert.Equal(["first", "second"], after.Values(_partition));
    }

    [Fact]
    public void A_reader_follows_what_another_writes_and_may_not_write()
    {
        using var files = new TempLog();
        using var log = files.Open();
        log.EnsureTopic(new TopicSpec("events", 1));
        log.Write(_partition, "a");
        using var readOnly = StreamScoring.EmbeddedLog.EmbeddedLog.OpenReadOnly(files.Folder, TimeProvider.System);
        Assert.Equal(["a"], readOnly.Values(_partition));
        using var reader = readOnly.OpenReader("events", 0);
        log.Write(_partition, "b");
        Assert.Equal((0, 2), reader.Bounds());
        Assert.Equal(["a", "b"], readOnly.Values(_partition));
        log.EnsureTopic(new TopicSpec("new", 2));
        Assert.Equal(2, readOnly.PartitionCount("new"));
        using (var writer = log.OpenWriter("g", "w"))
        {
            writer.PutState(0, "k", "v");
            writer.Commit([new Progress(_partition, 1, "set", -1)]);
        }

        Assert.Equal(new Progress(_partition, 1, "set", -1), readOnly.ReadProgress("g", _partition));
        var keys = 0;
        readOnly.ReadState("g", 0, (_, _) => keys++);
        Assert.Equal(1, keys);
        foreach (
            var forbidden in (Action[])
                [
                    () => readOnly.EnsureTopic(new TopicSpec("x", 1)),
                    () => readOnly.OpenWriter("g", "w"),
                    () => readOnly.Subscribe("g", ["events"], new AssignmentRecorder()),
                ]
        )
            Assert.Contains("read-only", Assert.Throws<LogException>(forbidden).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_a_folder_without_a_log_says_so()
    {
        using var files = new TempLog();
        var refused = Assert.Throws<LogException>(() =>
            StreamScoring.EmbeddedLog.EmbeddedLog.OpenReadOnly(files.Folder, TimeProvider.System)
        );
        Assert.Contains(files.Folder, refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(files.Folder));
    }
}
