using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Pipeline.Ports;
using Xunit;

namespace StreamScoring.TestKit.Logs.Contracts;

/// <summary>What any log keeps of what is written to it.</summary>
public static class ReadingContract
{
    private static readonly TopicPartition _zero = new("events", 0);

    public static void Records_come_back_in_order_with_rising_offsets(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 2));
        for (var commit = 0; commit < 5; commit++)
            log.Log.Write(_zero, Enumerable.Range(commit * 10, 10).Select(Text));
        log.Log.Write(new TopicPartition("events", 1), "other");

        var records = log.Log.ReadAll(_zero);
        Assert.Equal(Enumerable.Range(0, 50).Select(Text), records.Select(r => r.Value));
        Assert.Equal(0, records[0].Offset);
        Assert.All(records.Zip(records.Skip(1)), pair => Assert.True(pair.First.Offset < pair.Second.Offset));
        Assert.Equal(["other"], log.Log.Values(new TopicPartition("events", 1)));
    }

    public static void A_batch_that_is_due_is_handed_out_though_more_wait(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        for (var commit = 0; commit < 20; commit++)
            log.Log.Write(_zero, Enumerable.Range(commit * 50, 50).Select(Text));
        // Each look at this clock moves it on by one millisecond.
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        var batch = new RecordBatch(1000, time, deadlineNs: 5_000_000);
        using var reader = log.Log.OpenReader("events", 0);
        var values = new List<string?>();
        var batches = 0;
        for (var at = 0L; reader.Read(at, batch, int.MaxValue) > 0; at = batch.NextOffset, batches++)
        {
            for (var i = 0; i < batch.Count; i++)
                values.Add(System.Text.Encoding.UTF8.GetString(batch.Value(i)));
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(Text), values);
        Assert.InRange(batches, 2, 500);
    }

    public static void Null_and_empty_keys_and_values_stay_what_they_were(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        (string?, string?)[] written = [("k", "v"), (null, "v"), ("k", null), (null, null), ("", ""), (null, ""), ("", null)];
        using (var writer = log.Log.OpenWriter("g", "w"))
        {
            foreach (var (key, value) in written)
                writer.Append(_zero, key, value);
            writer.Commit([]);
        }

        Assert.Equal(written, log.Log.ReadAll(_zero).Select(r => (r.Key, r.Value)));
    }

    public static void Headers_keep_their_order_repeats_and_nulls(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        var headers = new ArrayBufferWriter<byte>();
        RecordHeaders.Append(headers, "b", "1"u8);
        RecordHeaders.Append(headers, "a", "2"u8);
        RecordHeaders.Append(headers, "b", default);
        headers.Write<byte>([0, 1, (byte)'n', 0xff, 0xff, 0xff, 0xff]);
        using (var writer = log.Log.OpenWriter("g", "w"))
        {
            writer.Append(_zero, "k"u8, "v"u8, headers.WrittenSpan, 0);
            writer.Append(_zero, "k"u8, default, default, 0, hasValue: false);
            writer.Append(_zero, default, default, headers.WrittenSpan, 0, hasKey: false, hasValue: false);
            writer.Commit([]);
        }

        var whole = Convert.ToHexString(headers.WrittenSpan);
        Assert.Equal([whole, "", whole], log.Log.ReadAll(_zero).Select(r => r.Headers));
    }

    public static void Timestamps_come_back(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        long[] written = [1_541_441_582_000, 1, 1_541_441_582_001, 253_402_300_799_999];
        using (var writer = log.Log.OpenWriter("g", "w"))
        {
            foreach (var timestampMs in written)
                writer.Append(_zero, "k", "v", timestampMs);
            writer.Commit([]);
        }

        Assert.Equal(written.Cast<long?>(), log.Log.ReadAll(_zero).Select(r => r.TimestampMs));
    }

    public static void Reading_begins_at_any_offset(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        for (var commit = 0; commit < 4; commit++)
            log.Log.Write(_zero, Enumerable.Range(commit * 7, 7).Select(Text));
        var records = log.Log.ReadAll(_zero);
        using var reader = log.Log.OpenReader("events", 0);
        var (start, end) = reader.Bounds();
        var batch = new RecordBatch(100);
        for (var offset = end; offset >= start; offset--)
        {
            Assert.Equal(records.Where(r => r.Offset >= offset), ReadFrom(reader, offset, batch));
        }

        Assert.Equal(0, reader.Read(end + 5, batch, 1 << 20));
    }

    public static void A_read_holds_to_its_capacity_and_bytes_and_a_larger_record_comes_alone(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        log.Log.Write(_zero, "a", "b", "c", new string('d', 5_000), "e", "f");
        using var reader = log.Log.OpenReader("events", 0);
        var batch = new RecordBatch(2);
        Assert.Equal(2, reader.Read(0, batch, 1 << 20));
        var wide = new RecordBatch(100);
        Assert.Equal(3, reader.Read(0, wide, 1_000));
        Assert.Equal(1, reader.Read(wide.NextOffset, wide, 1_000));
        Assert.Equal(5_000, wide.Value(0).Length);
        Assert.Equal(2, reader.Read(wide.NextOffset, wide, 1_000));
        Assert.Equal(
            ["a", "b", "c", new string('d', 5_000), "e", "f"],
            log.Log.ReadAll(_zero, capacity: 1, maxBytes: 1).Select(r => r.Value)
        );
    }

    public static void Time_lookup_finds_the_first_record_that_is_late_enough(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        // Equal ones, gaps, and some that go back.
        long[][] commits =
        [
            [10, 10, 10],
            [12, 20, 20, 15],
            [20, 11],
            [30],
            [25, 25, 40, 40, 5],
            [40, 41],
        ];
        using var writer = log.Log.OpenWriter("g", "w");
        foreach (var commit in commits)
        {
            foreach (var timestampMs in commit)
                writer.Append(_zero, "k", "v", timestampMs);
            writer.Commit([]);
        }

        var records = log.Log.ReadAll(_zero);
        using var reader = log.Log.OpenReader("events", 0);
        for (var wanted = 0L; wanted < 45; wanted++)
        {
            var naive = records.FirstOrDefault(r => r.TimestampMs >= wanted)?.Offset ?? reader.Bounds().End;
            Assert.Equal((wanted, naive), (wanted, reader.OffsetAt(wanted)));
        }
    }

    public static void An_empty_partition_has_no_records(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 2));
        log.Log.Write(_zero, "a");
        using var reader = log.Log.OpenReader("events", 1);
        Assert.Equal((0, 0), reader.Bounds());
        Assert.Equal(0, reader.OffsetAt(0));
        Assert.Equal(0, reader.Read(0, new RecordBatch(1), 100));
    }

    public static void A_record_of_one_MiB_is_kept(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        var big = string.Concat(Enumerable.Range(0, (1 << 20) / 8).Select(i => i.ToString("x8", CultureInfo.InvariantCulture)));
        log.Log.Write(_zero, "small", big, "small");
        Assert.Equal(["small", big, "small"], log.Log.Values(_zero));
    }

    public static void Tens_of_thousands_of_records_over_many_commits_are_all_kept(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        using (var writer = log.Log.OpenWriter("g", "w"))
        {
            for (var i = 0; i < 30_000; i++)
            {
                writer.Append(_zero, "k", Text(i), i + 1);
                if (i % 997 == 0)
                    writer.Commit([]);
            }

            writer.Commit([]);
        }

        Assert.Equal(Enumerable.Range(0, 30_000).Select(Text), log.Log.Values(_zero));
        using var reader = log.Log.OpenReader("events", 0);
        var batch = new RecordBatch(1);
        Assert.Equal(1, reader.Read(reader.OffsetAt(12_345), batch, 100));
        Assert.Equal(12_345, batch.TimestampMs(0));
    }

    public static void A_topic_is_made_once(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 3));
        log.Log.Write(_zero, "a");
        log.Log.EnsureTopic(new TopicSpec("events", 3));
        Assert.Equal(3, log.Log.PartitionCount("events"));
        Assert.Equal(["a"], log.Log.Values(_zero));
        var refused = Assert.ThrowsAny<LogException>(() => log.Log.EnsureTopic(new TopicSpec("events", 4)));
        Assert.Contains("events", refused.Message, StringComparison.Ordinal);
        log.Reopen();
        Assert.Equal(3, log.Log.PartitionCount("events"));
    }

    public static void What_does_not_exist_is_refused_by_name(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 2));
        Assert.Equal(0, log.Log.PartitionCount("nowhere"));
        using var writer = log.Log.OpenWriter("g", "w");
        foreach (var partition in (TopicPartition[])[new("nowhere", 0), new("events", 2), new("events", -1)])
        {
            var refused = Assert.ThrowsAny<LogException>(() =>
            {
                writer.Append(partition, "k", "v");
                writer.Commit([]);
            });
            Assert.Contains(partition.Topic, refused.Message, StringComparison.Ordinal);
            Assert.ThrowsAny<LogException>(() => log.Log.OpenReader(partition.Topic, partition.Partition).Dispose());
        }
    }

    public static void Records_are_still_there_after_opening_anew(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        log.Log.Write(_zero, "a", "b");
        log.Reopen();
        log.Log.Write(_zero, "c");
        log.Reopen();
        Assert.Equal(["a", "b", "c"], log.Log.Values(_zero));
    }

    private static List<LogRecord> ReadFrom(IPartitionReader reader, long offset, RecordBatch batch)
    {
        var found = new List<LogRecord>();
        for (; reader.Read(offset, batch, 1 << 20) > 0; offset = batch.NextOffset)
            found.AddRange(LogRecord.Of(_zero, batch));
        return found;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
