using System.Buffers;
using System.Text.Json;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Revisions;

/// <summary>Says from which offset of a partition on another active set scores: written in the commit that makes the change, read by replay.</summary>
/// <param name="Partition">The input partition.</param>
/// <param name="Offset">The first offset under the new set.</param>
/// <param name="ActiveSet">The hash of the new set.</param>
/// <param name="Previous">The hash of the set before.</param>
public sealed record BorderRecord(TopicPartition Partition, long Offset, string ActiveSet, string Previous)
{
    private const int Version = 1;

    /// <summary>Appends the record as JSON.</summary>
    public void WriteTo(IBufferWriter<byte> target)
    {
        using var json = new Utf8JsonWriter(target);
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("topic", Partition.Topic);
        json.WriteNumber("partition", Partition.Partition);
        json.WriteNumber("offset", Offset);
        json.WriteString("activeSet", ActiveSet);
        json.WriteString("previous", Previous);
        json.WriteEndObject();
    }

    /// <summary>Reads a record. Throws <see cref="FormatException"/> when it is something else or of an unknown version.</summary>
    public static BorderRecord Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() is not Version and var version)
                throw new FormatException($"a border record of version {version} is unknown here; this worker reads version {Version}");
            return new BorderRecord(
                new TopicPartition(root.GetProperty("topic").GetString()!, root.GetProperty("partition").GetInt32()),
                root.GetProperty("offset").GetInt64(),
                root.GetProperty("activeSet").GetString()!,
                root.GetProperty("previous").GetString()!
            );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"these bytes are no border record: {e.Message}", e);
        }
    }
}
