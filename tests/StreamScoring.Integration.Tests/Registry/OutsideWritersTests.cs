using Avro.Generic;
using Confluent.Kafka;
using Confluent.SchemaRegistry;
using Confluent.SchemaRegistry.Serdes;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Avro;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Events.Xdm;
using StreamScoring.Kafka.Registry;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Registry;
using Xunit;

namespace StreamScoring.Integration.Tests.Registry;

/// <summary>What Confluent's serializer writes, our decoder reads, wherever the serializer puts the schema's id.</summary>
public sealed class OutsideWritersTests(ITestOutputHelper output)
{
    private static readonly Projection s_projection = new([
        new(XdmPath.Parse("eventType"), ColumnShape.Scalar(ColumnType.Text)),
        new(XdmPath.Parse("web.webPageDetails.pageViews.value"), ColumnShape.Scalar(ColumnType.Float64)),
        new(XdmPath.Parse("productListItems[*].priceTotal"), ColumnShape.List(ColumnType.Float64)),
        new(XdmPath.Parse("placeContext.geo.dmaID"), ColumnShape.Scalar(ColumnType.Int64)),
        new(XdmPath.Parse("_experience.analytics.session.timestamp"), ColumnShape.Scalar(ColumnType.Int64)),
    ]);

    [Fact]
    public async Task Every_sample_event_is_the_same_in_Avro_and_in_JSON()
    {
        using var rig = new RegistryRig(RegistryUnderTest.Url);
        var serializer = new SampleAvroSerializer(rig.Connection, RegistryUnderTest.NewTopic(), autoRegister: true);
        var (avro, json) = (
            new AvroEventDecoder(s_projection, rig.Source, DecodeLimits.Default),
            new JsonEventDecoder(s_projection, DecodeLimits.Default)
        );
        var compared = 0;
        foreach (var line in LumaEvents.Lines.Where((_, i) => i % 10 == 0))
        {
            var message = await serializer.SerializeAsync(line);
            if (compared == 0)
                rig.Ask(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(1)), out _);
            var batch = new EventBatch(s_projection, 2);
            Assert.Null(avro.Decode(message, default, batch, batch.Add(0, null)));
            Assert.Null(json.Decode(line, batch, batch.Add(1, null)));
            Assert.Equal(ColumnText.OfRow(batch, 1), ColumnText.OfRow(batch, 0));
            compared++;
        }

        Assert.True(compared > 2_000, $"{compared} events");
        output.WriteLine($"{compared} events");
    }

    [Fact]
    public async Task A_missing_schema_is_not_registered_unless_the_sample_producer_may()
    {
        using var rig = new RegistryRig(RegistryUnderTest.Url);
        var serializer = new SampleAvroSerializer(rig.Connection, RegistryUnderTest.NewTopic(), autoRegister: false);
        var refused = await Assert.ThrowsAsync<SchemaRegistryException>(() => serializer.SerializeAsync(LumaEvents.Lines[0]));
        Assert.Equal(40401, refused.ErrorCode);
    }

    [Theory]
    [InlineData("""{"timestamp":"2018-11-05T18:13:02Z"}""", "_id is missing")]
    [InlineData("""{"_id":7,"timestamp":"2018-11-05T18:13:02Z"}""", "_id is not of the schema's type String")]
    [InlineData("""{"_id":"a","timestamp":"yesterday"}""", "timestamp is no time")]
    [InlineData("""{"_id":"a","timestamp":1,"placeContext":{"geo":{"dmaID":"x"}}}""", "placeContext.geo.dmaID")]
    [InlineData("[]", "the event is not of the schema's type Record")]
    [InlineData("{", "no JSON")]
    public async Task An_event_that_does_not_fit_the_schema_is_refused_with_its_path(string json, string why)
    {
        using var stub = new StubRegistry();
        using var rig = new RegistryRig(stub.Url);
        var serializer = new SampleAvroSerializer(rig.Connection, "t", autoRegister: false);
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => serializer.SerializeAsync(bytes));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The registry of the other tests gives no guids; a stub gives one, as Confluent's does since version 8.</summary>
    [Fact]
    public async Task A_guid_in_the_headers_or_before_the_datum_is_read()
    {
        const string Guid = "b3a5c3d1-0001-4a4e-9c0f-6a0d3f4b1c22";
        const string Text =
            """{"type":"record","name":"E","fields":[{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"eventType","type":"string"}]}""";
        using var stub = new StubRegistry
        {
            ["POST subjects/t-value"] = StubAnswer.Json(
                new
                {
                    subject = "t-value",
                    id = 7,
                    version = 1,
                    guid = Guid,
                    schema = Text,
                }
            ),
            [$"GET schemas/guids/{Guid}"] = StubAnswer.Schema(Text),
        };
        using var rig = new RegistryRig(stub.Url);
        var schema = (Avro.RecordSchema)Avro.Schema.Parse(Text);
        var datum = new GenericRecord(schema);
        datum.Add("timestamp", new DateTime(2018, 11, 5, 0, 0, 0, DateTimeKind.Utc));
        datum.Add("eventType", "page");
        var config = new AvroSerializerConfig
        {
            AutoRegisterSchemas = false,
            SubjectNameStrategy = SubjectNameStrategy.Topic,
            SchemaIdStrategy = SchemaIdSerializerStrategy.Header,
        };
        var headers = new Headers();
        var value = await new AvroSerializer<GenericRecord>(rig.Connection.Client, config).SerializeAsync(
            datum,
            new SerializationContext(MessageComponentType.Value, "t", headers)
        );
        Assert.True(headers.TryGetLastBytes("__value_schema_id", out var id));
        Assert.Equal(SchemaLookup.Found, rig.Ask(System.Guid.Parse(Guid), out _));

        var batch = new EventBatch(s_projection, 2);
        var decoder = new AvroEventDecoder(s_projection, rig.Source, DecodeLimits.Default);
        Assert.Null(decoder.Decode(value, id, batch, batch.Add(0, null)));
        Assert.Null(decoder.Decode([.. id, .. value], default, batch, batch.Add(1, null)));
        Assert.All([0, 1], row => Assert.Equal("\"page\"", ColumnText.Of(batch.EventTypes, row)));
    }
}
