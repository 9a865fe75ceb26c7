using System.Text;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.TestKit.Logs;

/// <summary>A record as tests compare it; null key or value where the log says so.</summary>
public sealed record LogRecord(TopicPartition Partition, long Offset, long? TimestampMs, string? Key, string? Value, string Headers)
{
    /// <summary>The records of a batch.</summary>
    public static IEnumerable<LogRecord> Of(TopicPartition partition, RecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            yield return new LogRecord(
                partition,
                batch.Offset(i),
                batch.TimestampMs(i),
                batch.HasKey(i) ? Encoding.UTF8.GetString(batch.Key(i)) : null,
                batch.HasValue(i) ? Encoding.UTF8.GetString(batch.Value(i)) : null,
                Convert.ToHexString(batch.Headers(i))
            );
        }
    }
}
