using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Inbox;

/// <summary>A record that another process wants in the log.</summary>
internal sealed record PostedRecord(TopicPartition To, byte[]? Key, byte[]? Value, byte[] Headers, long TimestampMs);

/// <summary>What another process wants to be one transaction of the log: topics to be made, then records.</summary>
/// <param name="Topics">Topics that must be there.</param>
/// <param name="Records">The records, in order.</param>
internal sealed record Post(IReadOnlyList<TopicSpec> Topics, IReadOnlyList<PostedRecord> Records)
{
    private const byte Version = 1;
    private const int HeaderBytes = 9;

    /// <summary>The file's bytes: the version, XXH3 of the rest (8 bytes), the rest.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(new byte[HeaderBytes]);
        writer.Write(Topics.Count);
        foreach (var topic in Topics)
        {
            writer.Write(topic.Name);
            writer.Write(topic.Partitions);
            writer.Write(topic.Compacted);
            writer.Write(topic.RetentionMs);
        }

        writer.Write(Records.Count);
        foreach (var record in Records)
        {
            writer.Write(record.To.Topic);
            writer.Write(record.To.Partition);
            writer.Write(record.TimestampMs);
            Write(writer, record.Key);
            Write(writer, record.Value);
            Write(writer, record.Headers);
        }

        writer.Flush();
        var all = bytes.ToArray();
        all[0] = Version;
        BinaryPrimitives.WriteUInt64LittleEndian(all.AsSpan(1), XxHash3.HashToUInt64(all.AsSpan(HeaderBytes)));
        return all;
    }

    /// <summary>Reads them. Throws <see cref="InvalidDataException"/> when they are not what was written.</summary>
    public static Post FromBytes(byte[] bytes)
    {
        if (bytes.Length < HeaderBytes || bytes[0] != Version)
            throw new InvalidDataException("it is no post of a version that this program knows");
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(1)) != XxHash3.HashToUInt64(bytes.AsSpan(HeaderBytes)))
            throw new InvalidDataException("its bytes are damaged");
        using var reader = new BinaryReader(new MemoryStream(bytes, HeaderBytes, bytes.Length - HeaderBytes), Encoding.UTF8);
        var topics = new List<TopicSpec>();
        for (var left = reader.ReadInt32(); left > 0; left--)
            topics.Add(new TopicSpec(reader.ReadString(), reader.ReadInt32(), reader.ReadBoolean(), reader.ReadInt64()));
        var records = new List<PostedRecord>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var to = new TopicPartition(reader.ReadString(), reader.ReadInt32());
            var timestampMs = reader.ReadInt64();
            records.Add(new PostedRecord(to, Read(reader), Read(reader), Read(reader) ?? [], timestampMs));
        }

        return new Post(topics, records);
    }

    private static void Write(BinaryWriter writer, byte[]? bytes)
    {
        writer.Write(bytes?.Length ?? -1);
        if (bytes is not null)
            writer.Write(bytes);
    }

    private static byte[]? Read(BinaryReader reader) => reader.ReadInt32() is >= 0 and var length ? reader.ReadBytes(length) : null;
}
