using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using Avro;
using Avro.File;
using Avro.Generic;
using Avro.IO;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.Tests.Events.Wire.Avro;

/// <summary>Avro reference files as messages.</summary>
internal static class AvroFiles
{
    /// <summary>The schemas of the first reference folder.</summary>
    public static ISchemaSource Registry() => SchemaFolder.Open(Path.GetDirectoryName(GoldenFolders.First("golden/avro/registry.json"))!);

    /// <summary>The schemas that lie beside a reference file, else those of the first folder.</summary>
    public static ISchemaSource Registry(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        return File.Exists(Path.Combine(folder, "registry.json")) ? SchemaFolder.Open(folder) : Registry();
    }

    /// <summary>The lines of the Luma events that lie in the same root as a file of <c>golden/avro</c>, else of the first.</summary>
    public static IEnumerable<JsonDocument> LumaLines(string file)
    {
        var own = Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "data", "luma", "luma_events.jsonl.gz");
        return GoldenFolders
            .ReadLines(File.Exists(own) ? own : GoldenFolders.First("data/luma/luma_events.jsonl.gz"))
            .Select(l => JsonDocument.Parse(l));
    }

    /// <summary>Messages of a file: per message a 4-byte big-endian length and its bytes.</summary>
    public static List<byte[]> Framed(string path)
    {
        using var file = File.OpenRead(path);
        using var unzip = new GZipStream(file, CompressionMode.Decompress);
        using var memory = new MemoryStream();
        unzip.CopyTo(memory);
        ReadOnlySpan<byte> bytes = memory.ToArray();
        var messages = new List<byte[]>();
        while (!bytes.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
            messages.Add(bytes.Slice(4, length).ToArray());
            bytes = bytes[(4 + length)..];
        }

        return messages;
    }

    /// <summary>The records of a container file as messages of schema id 1001, read and written again by Apache.Avro.</summary>
    public static IEnumerable<byte[]> Container(string path)
    {
        using var reader = DataFileReader<GenericRecord>.OpenReader(path);
        GenericDatumWriter<GenericRecord>? writer = null;
        while (reader.HasNext())
        {
            var record = reader.Next();
            writer ??= new GenericDatumWriter<GenericRecord>(record.Schema);
            using var memory = new MemoryStream();
            memory.Write([0, 0, 0, 0x03, 0xE9]);
            writer.Write(record, new BinaryEncoder(memory));
            yield return memory.ToArray();
        }
    }

    /// <summary>A message of a schema id.</summary>
    public static byte[] Message(int id, ReadOnlySpan<byte> datum)
    {
        var message = new byte[5 + datum.Length];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), id);
        datum.CopyTo(message.AsSpan(5));
        return message;
    }

    /// <summary>A datum as Apache.Avro writes it.</summary>
    public static byte[] Encode(Schema schema, object? value)
    {
        using var memory = new MemoryStream();
        new GenericDatumWriter<object?>(schema).Write(value, new BinaryEncoder(memory));
        return memory.ToArray();
    }
}
