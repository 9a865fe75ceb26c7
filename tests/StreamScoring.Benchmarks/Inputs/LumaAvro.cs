using System.Buffers.Binary;
using Avro.File;
using Avro.Generic;
using Avro.IO;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.Benchmarks.Inputs;

/// <summary>The Luma events as Avro messages in Confluent's wire format, written by Apache.Avro.</summary>
internal static class LumaAvro
{
    private const int SchemaId = 1001;

    private static readonly Lazy<byte[][]> s_messages = new(Read);

    /// <summary>All events, in order of arrival, loaded once.</summary>
    public static byte[][] Messages => s_messages.Value;

    /// <summary>The text of their schema.</summary>
    public static string SchemaText => File.ReadAllText(GoldenFolders.First("golden/avro/xdm_experienceevent.avsc"));

    /// <summary>Where decoders find it.</summary>
    public static ISchemaSource Schemas() => SchemaFolder.Open(Path.GetDirectoryName(GoldenFolders.First("golden/avro/registry.json"))!);

    private static byte[][] Read()
    {
        using var reader = DataFileReader<GenericRecord>.OpenReader(GoldenFolders.First("golden/avro/luma_events_deflate.avro"));
        var writer = new GenericDatumWriter<GenericRecord>(reader.GetSchema());
        var messages = new List<byte[]>();
        using var memory = new MemoryStream();
        Span<byte> prefix = stackalloc byte[5];
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], SchemaId);
        while (reader.HasNext())
        {
            memory.SetLength(0);
            memory.Write(prefix);
            writer.Write(reader.Next(), new BinaryEncoder(memory));
            messages.Add(memory.ToArray());
        }

        return [.. messages];
    }
}
