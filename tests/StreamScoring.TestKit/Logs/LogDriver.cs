using System.Text;
using StreamScoring.Pipeline.Ports;
using Xunit;

namespace StreamScoring.TestKit.Logs;

/// <summary>Short ways to write and read a log in tests.</summary>
public static class LogDriver
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Appends a record with a key and a value.</summary>
    public static void Append(this ITransaction writer, TopicPartition to, string? key, string? value, long timestampMs = 1) =>
        writer.Append(
            to,
            Encoding.UTF8.GetBytes(key ?? ""),
            Encoding.UTF8.GetBytes(value ?? ""),
            default,
            timestampMs,
            key is not null,
            value is not null
        );

    /// <summary>Sets a key's state.</summary>
    public static void PutState(this ITransaction writer, int partition, string key, string value) =>
        writer.PutState(partition, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));

    /// <summary>Commits values to one partition, one commit, timestamps 1, 2, 3…</summary>
    public static void Write(this ILog log, TopicPartition to, params IEnumerable<string> values)
    {
        using var writer = log.OpenWriter("loader", "loader");
        var timestampMs = 1L;
        foreach (var value in values)
            writer.Append(to, "k", value, timestampMs++);
        writer.Commit([]);
    }

    /// <summary>All committed records of a partition.</summary>
    public static IReadOnlyList<LogRecord> ReadAll(this ILog log, TopicPartition partition, int capacity = 100, int maxBytes = 1 << 20)
    {
        using var reader = log.OpenReader(partition.Topic, partition.Partition);
        var batch = new RecordBatch(capacity);
        var found = new List<LogRecord>();
        for (var offset = reader.Bounds().Start; reader.Read(offset, batch, maxBytes) > 0; offset = batch.NextOffset)
            found.AddRange(LogRecord.Of(partition, batch));
        return found;
    }

    /// <summary>The values of all committed records of a partition.</summary>
    public static IReadOnlyList<string?> Values(this ILog log, TopicPartition partition) =>
        [.. log.ReadAll(partition).Select(r => r.Value)];

    /// <summary>The committed state of a group in an input partition number, as text, in key order.</summary>
    public static IReadOnlyDictionary<string, string> State(this ITransaction writer, int partition)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        writer.RestoreState(partition, (key, value) => found.Add(Encoding.UTF8.GetString(key), Encoding.UTF8.GetString(value)));
        return found;
    }

    /// <summary>Polls until that many records came. Fails when they do not.</summary>
    public static IReadOnlyList<LogRecord> Take(this ISource source, int count, int capacity = 100)
    {
        var batch = new RecordBatch(capacity);
        var found = new List<LogRecord>();
        var start = TimeProvider.System.GetTimestamp();
        while (found.Count < count && TimeProvider.System.GetElapsedTime(start) < _patience)
        {
            if (source.Poll(batch, 1 << 20, TimeSpan.FromMilliseconds(100), CancellationToken.None) is { } partition)
                found.AddRange(LogRecord.Of(partition, batch));
        }

        Assert.Equal(count, found.Count);
        return found;
    }

    /// <summary>Polls all sources in turn, throwing away records, until <paramref name="reached"/>. Fails when it is not.</summary>
    public static void PollUntil(Func<bool> reached, params IReadOnlyList<ISource> sources)
    {
        var batch = new RecordBatch(10);
        var start = TimeProvider.System.GetTimestamp();
        while (!reached() && TimeProvider.System.GetElapsedTime(start) < _patience)
        {
            foreach (var source in sources)
                source.Poll(batch, 1 << 20, TimeSpan.FromMilliseconds(10), CancellationToken.None);
        }

        Assert.True(reached(), "what was polled for did not come");
    }

    /// <summary>Asserts that nothing waits.</summary>
    public static void AssertIdle(this ISource source)
    {
        var batch = new RecordBatch(10);
        for (var i = 0; i < 3; i++)
            Assert.Null(source.Poll(batch, 1 << 20, TimeSpan.Zero, CancellationToken.None));
    }
}
