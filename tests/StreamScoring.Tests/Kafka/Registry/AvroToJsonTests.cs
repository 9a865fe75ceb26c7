using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Avro;
using Avro.Generic;
using Avro.IO;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Kafka.Registry;
using Xunit;

namespace StreamScoring.Tests.Kafka.Registry;

public sealed class AvroToJsonTests
{
    private const string Part = """{"type":"record","name":"Part","fields":[{"name":"n","type":"int"}]}""";

    private const string Text = """
        {"type":"record","name":"Whole","fields":[
          {"name":"part","type":"Part"},
          {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
          {"name":"maybe","type":["null","double"]},
          {"name":"color","type":{"type":"enum","name":"Color","symbols":["RED","BLUE"]}},
          {"name":"four","type":{"type":"fixed","name":"Four","size":4}},
          {"name":"bytes","type":"bytes"},
          {"name":"flags","type":{"type":"map","values":"boolean"}},
          {"name":"list","type":{"type":"array","items":"string"}}]}
        """;

    private const string Expected =
        """{"part":{"n":7},"at":"2018-11-05T18:13:02.000001Z","maybe":"NaN","color":"BLUE","four":"AQIDBA==","bytes":"/w==","flags":{"a":true},"list":["x","y"]}""";

    private static readonly Guid s_guid = new("b3a5c3d1-0001-4a4e-9c0f-6a0d3f4b1c22");
    private static readonly WriterSchema s_schema = new("7", "AVRO", Text, [Part]);
    private static readonly SchemaDictionary s_schemas = new(
        [new(7, s_schema), new(8, new WriterSchema("8", "PROTOBUF", "x"))],
        [new(s_guid, s_schema)]
    );
    private static readonly byte[] s_datum = Datum();

    private static byte[] Id(int id)
    {
        var bytes = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), id);
        return bytes;
    }

    private static byte[] GuidId => [1, .. s_guid.ToByteArray(bigEndian: true)];

    [Fact]
    public void Every_kind_of_value_is_written_wherever_the_id_stands()
    {
        Assert.Equal(Expected, Write([.. Id(7), .. s_datum], []));
        Assert.Equal(Expected, Write([.. GuidId, .. s_datum], []));
        Assert.Equal(Expected, Write(s_datum, Id(7)));
        Assert.Equal(Expected, Write(s_datum, GuidId));
    }

    [Fact]
    public void What_is_no_Avro_of_a_known_schema_is_left_alone()
    {
        Assert.Null(Write([], []));
        Assert.Null(Write([0, 0, 0], []));
        Assert.Null(Write("{}"u8, []));
        Assert.Null(Write([.. Id(9), .. s_datum], []));
        Assert.Null(Write([.. Id(8), .. s_datum], []));
        Assert.Null(Write([.. Id(7), .. s_datum[..^1]], []));
        Assert.Null(Write([.. Id(7), .. s_datum, 0], []));
        Assert.Null(Write(s_datum, [0, 0]));
    }

    private static string? Write(ReadOnlySpan<byte> value, ReadOnlySpan<byte> header)
    {
        using var stream = new MemoryStream();
        using var json = new Utf8JsonWriter(
            stream,
            new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        var isWritten = new AvroToJson(s_schemas, TimeProvider.System).TryWrite(value, header, json);
        json.Flush();
        Assert.Equal(isWritten, stream.Length > 0);
        return isWritten ? Encoding.UTF8.GetString(stream.ToArray()) : null;
    }

    private static byte[] Datum()
    {
        var names = new SchemaNames();
        var part = new GenericRecord((RecordSchema)Schema.Parse(Part, names));
        part.Add("n", 7);
        var schema = (RecordSchema)Schema.Parse(Text, names);
        var whole = new GenericRecord(schema);
        whole.Add("part", part);
        whole.Add("at", new DateTime(2018, 11, 5, 18, 13, 2, DateTimeKind.Utc).AddMicroseconds(1));
        whole.Add("maybe", double.NaN);
        whole.Add("color", new GenericEnum((EnumSchema)schema["color"].Schema, "BLUE"));
        whole.Add("four", new GenericFixed((FixedSchema)schema["four"].Schema, [1, 2, 3, 4]));
        whole.Add("bytes", new byte[] { 255 });
        whole.Add("flags", new Dictionary<string, object>(StringComparer.Ordinal) { ["a"] = true });
        whole.Add("list", new object[] { "x", "y" });
        using var stream = new MemoryStream();
        new GenericDatumWriter<GenericRecord>(schema).Write(whole, new BinaryEncoder(stream));
        return stream.ToArray();
    }
}
