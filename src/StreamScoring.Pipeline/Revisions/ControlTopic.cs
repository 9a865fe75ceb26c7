using System.Buffers;
using System.Text;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Revisions;

/// <summary>Reads and writes the control topic: one partition, compacted, one key a group.</summary>
public static class ControlTopic
{
    /// <summary>How the topic is made.</summary>
    public static TopicSpec Spec(string name) => new(name, 1, Compacted: true);

    /// <summary>
    /// The newest record of a group from <paramref name="from"/> on, or null; <paramref name="next"/> is where to go on reading. A record that cannot be read is passed over and
    /// reported through <paramref name="broken"/>.
    /// </summary>
    public static ControlRecord? Newest(IPartitionReader reader, string group, long from, out long next, Action<string>? broken = null)
    {
        var batch = new RecordBatch(64);
        var key = Encoding.UTF8.GetBytes(group);
        ControlRecord? newest = null;
        var (start, end) = reader.Bounds();
        next = Math.Max(from, start);
        while (next < end && reader.Read(next, batch, 1 << 20) > 0)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (!batch.HasValue(i) || !batch.Key(i).SequenceEqual(key))
                    continue;
                try
                {
                    newest = ControlRecord.Parse(batch.Value(i));
                }
                catch (FormatException e)
                {
                    broken?.Invoke(e.Message);
                }
            }

            next = batch.NextOffset;
        }

        return newest;
    }

    /// <summary>Writes a group's record and commits it.</summary>
    public static void Write(ITransaction writer, string topic, string group, ControlRecord record, long timestampMs)
    {
        var value = new ArrayBufferWriter<byte>();
        record.WriteTo(value);
        writer.Append(new TopicPartition(topic, 0), Encoding.UTF8.GetBytes(group), value.WrittenSpan, default, timestampMs);
        writer.Commit([]);
    }
}
