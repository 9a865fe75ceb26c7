using System.Text.Json.Nodes;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Avro;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Tests.Events.Wire.Avro;

/// <summary>Decodes a single value: an event of a timestamp and a field <c>v</c> of the schema under test, with what is asked for of it.</summary>
internal sealed class Probe
{
    private readonly AvroEventDecoder _decoder;

    public Probe(string schema, params (string Path, ColumnShape Shape)[] fields)
        : this(Sources(Wrap(schema)), DecodeLimits.Default, fields) { }

    public Probe(ISchemaSource schemas, DecodeLimits limits, params (string Path, ColumnShape Shape)[] fields)
    {
        var projection = new Projection(fields.Select(f => new ProjectedField(XdmPath.Parse(f.Path), f.Shape)));
        _decoder = new AvroEventDecoder(projection, schemas, limits);
        Batch = new EventBatch(projection, 4);
    }

    public EventBatch Batch { get; }

    /// <summary>The first field's column.</summary>
    public Column Column => Batch.Columns[0];

    public static ColumnShape Scalar(ColumnType type) => ColumnShape.Scalar(type);

    /// <summary>A source of one schema, id 7.</summary>
    public static SchemaDictionary Sources(string schema) => new([new(7, new WriterSchema("7", "AVRO", schema))]);

    /// <summary>The schema of an event with a timestamp and the field <c>v</c>.</summary>
    public static string Wrap(string schema) =>
        new JsonObject
        {
            ["type"] = "record",
            ["name"] = "ProbeEvent",
            ["fields"] = new JsonArray(
                new JsonObject { ["name"] = "timestamp", ["type"] = "long" },
                new JsonObject { ["name"] = "v", ["type"] = JsonNode.Parse(schema) }
            ),
        }.ToJsonString();

    /// <summary>Decodes row 0 from the bytes of <c>v</c>, given in hex.</summary>
    public Fault? Decode(string hex) => Decode(Convert.FromHexString(hex));

    /// <summary>Decodes row 0 from the bytes of <c>v</c>.</summary>
    public Fault? Decode(ReadOnlySpan<byte> value) => DecodeMessage(AvroFiles.Message(7, [2, .. value]));

    /// <summary>Decodes row 0 from a whole message.</summary>
    public Fault? DecodeMessage(ReadOnlySpan<byte> message, ReadOnlySpan<byte> header = default)
    {
        Batch.Reset();
        return _decoder.Decode(message, header, Batch, Batch.Add(0, null));
    }
}
