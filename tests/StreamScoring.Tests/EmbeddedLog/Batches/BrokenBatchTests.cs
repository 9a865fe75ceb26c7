using StreamScoring.EmbeddedLog.Batches;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using Xunit;

namespace StreamScoring.Tests.EmbeddedLog.Batches;

public sealed class BrokenBatchTests
{
    private static readonly TopicPartition _partition = new("events", 0);

    [Fact]
    public void A_flipped_bit_anywhere_in_a_batch_is_found_and_reading_goes_on_behind_it()
    {
        using var files = new TempLog();
        WriteThreeCommits(files);
        var sound = files.Blob(2);
        for (var at = 0; at < sound.Length; at++)
        {
            var broken = (byte[])sound.Clone();
            broken[at] ^= (byte)(1 << (at % 8));
            files.PutBlob(2, broken);
            using var log = files.Open();
            using var reader = log.OpenReader("events", 0);
            var batch = new RecordBatch(100);
            Assert.Equal(2, reader.Read(0, batch, 1 << 20));
            var corrupt = Assert.Throws<CorruptRecordException>(() => reader.Read(batch.NextOffset, batch, 1 << 20));
            Assert.Equal((_partition, 2L, 4L), (corrupt.Partition, corrupt.Offset, corrupt.NextOffset));
            Assert.Contains("events/0", corrupt.Message, StringComparison.Ordinal);
            Assert.Equal(3, Assert.Throws<CorruptRecordException>(() => reader.Read(3, batch, 1 << 20)).Offset);
            Assert.Equal(1, reader.Read(corrupt.NextOffset, batch, 1 << 20));
            Assert.Equal(4, batch.Offset(0));
        }
    }

    [Fact]
    public void A_batch_cut_short_or_lengthened_is_found()
    {
        using var files = new TempLog();
        WriteThreeCommits(files);
        var sound = files.Blob(2);
        foreach (var length in (int[])[0, 1, BatchFormat.HeaderBytes - 1, BatchFormat.HeaderBytes, sound.Length - 1, sound.Length + 1])
        {
            var broken = new byte[length];
            sound.AsSpan(0, Math.Min(length, sound.Length)).CopyTo(broken);
            files.PutBlob(2, broken);
            using var log = files.Open();
            using var reader = log.OpenReader("events", 0);
            Assert.Throws<CorruptRecordException>(() => reader.Read(2, new RecordBatch(100), 1 << 20));
        }
    }

    [Fact]
    public void A_sound_batch_in_the_wrong_place_is_found()
    {
        using var files = new TempLog();
        WriteThreeCommits(files);
        files.PutBlob(2, files.Blob(1));
        using var log = files.Open();
        using var reader = log.OpenReader("events", 0);
        Assert.Contains(
            "another place",
            Assert.Throws<CorruptRecordException>(() => reader.Read(2, new RecordBatch(100), 1 << 20)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_member_is_told_each_time_until_it_seeks_past_the_broken_part_and_other_partitions_go_on()
    {
        using var files = new TempLog();
        WriteThreeCommits(files);
        var broken = files.Blob(2);
        broken[^1] ^= 1;
        files.PutBlob(2, broken);
        using var log = files.Open();
        using var source = log.Subscribe("g", ["events"], new AssignmentRecorder());
        Assert.Equal(2, source.Take(2).Count);
        var batch = new RecordBatch(10);
        Assert.Throws<CorruptRecordException>(() => source.Poll(batch, 1 << 20, TimeSpan.Zero, CancellationToken.None));
        log.Write(new TopicPartition("events", 1), "fine");
        Assert.Equal(new TopicPartition("events", 1), source.Poll(batch, 1 << 20, TimeSpan.Zero, CancellationToken.None));
        var again = Assert.Throws<CorruptRecordException>(() => source.Poll(batch, 1 << 20, TimeSpan.Zero, CancellationToken.None));
        source.Seek(again.Partition, again.NextOffset);
        Assert.Equal("e", Assert.Single(source.Take(1)).Value);
    }

    [Fact]
    public void A_version_of_the_future_is_refused_and_not_taken_for_damage()
    {
        using var files = new TempLog();
        WriteThreeCommits(files);
        var future = files.Blob(2);
        future[0] = 2;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(
            future.AsSpan(40),
            System.IO.Hashing.XxHash3.HashToUInt64(future.AsSpan(0, 40))
        );
        files.PutBlob(2, future);
        using var log = files.Open();
        using var reader = log.OpenReader("events", 0);
        var refused = Assert.Throws<LogException>(() => reader.Read(2, new RecordBatch(100), 1 << 20));
        Assert.Contains("version 2", refused.Message, StringComparison.Ordinal);
    }

    private static void WriteThreeCommits(TempLog files)
    {
        using var log = files.Open();
        log.EnsureTopic(new TopicSpec("events", 2));
        log.Write(_partition, "a", "b");
        log.Write(_partition, "c", "d");
        log.Write(_partition, "e");
    }
}
