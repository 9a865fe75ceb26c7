using System.Buffers.Binary;
using Confluent.SchemaRegistry;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Avro;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Events.Xdm;
using StreamScoring.TestKit.Registry;
using Xunit;

namespace StreamScoring.Integration.Tests.Registry;

/// <summary>Schemas that the official client registered, in the real registry, read through ours.</summary>
public sealed class RegisteredSchemasTests
{
    private const string Money = """{"type":"record","name":"Money","namespace":"shop","fields":[{"name":"value","type":"double"}]}""";
    private const string Order =
        """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"priceTotal","type":"Money"},{"name":"tax","type":"shop.Money"}]}""";
    private const string Event = """
        {"type":"record","name":"Event","namespace":"shop","fields":[
          {"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"order","type":"shop.Order"},{"name":"refund","type":"shop.Money"}]}
        """;

    [Fact]
    public async Task A_registered_schema_is_found_by_id_and_an_id_that_nobody_gave_is_unknown()
    {
        using var rig = new RegistryRig(RegistryUnderTest.Url, new FakeTimeProvider());
        var id = await rig.Connection.Client.RegisterSchemaAsync(
            RegistryUnderTest.NewTopic() + "-value",
            new Schema(Money, [], SchemaType.Avro)
        );
        Assert.Equal(SchemaLookup.Found, rig.Ask(id, out var schema));
        Assert.Equal(("AVRO", Money), (schema.Type, schema.Text));
        Assert.Equal(SchemaLookup.Unknown, rig.Ask(1_000_000_000, out _));
        Assert.Equal(SchemaLookup.Unknown, rig.Source.TryGet(1_000_000_000, out _));
        Assert.Equal(SchemaLookup.Unknown, rig.Ask(-1, out _));
        Assert.Empty(rig.Reports);
    }

    [Fact]
    public async Task An_event_of_a_schema_with_nested_references_is_decoded()
    {
        using var rig = new RegistryRig(RegistryUnderTest.Url);
        var (client, prefix) = (rig.Connection.Client, RegistryUnderTest.NewTopic());
        await client.RegisterSchemaAsync(prefix + "-money", new Schema(Money, [], SchemaType.Avro));
        var money = new SchemaReference("shop.Money", prefix + "-money", 1);
        await client.RegisterSchemaAsync(prefix + "-order", new Schema(Order, [money], SchemaType.Avro));
        var order = new SchemaReference("shop.Order", prefix + "-order", 1);
        var id = await client.RegisterSchemaAsync(prefix + "-value", new Schema(Event, [order, money], SchemaType.Avro));

        Assert.Equal(SchemaLookup.Found, rig.Ask(id, out var schema));
        Assert.Equal([Money, Order], schema.References);

        var projection = new Projection([new ProjectedField(XdmPath.Parse("order.tax.value"), ColumnShape.Scalar(ColumnType.Float64))]);
        var batch = new EventBatch(projection, 1);
        var row = batch.Add(0, null);
        byte[] payload = [0, .. Int32(id), 2, .. Double(1), .. Double(2.5), .. Double(3)];
        Assert.Null(new AvroEventDecoder(projection, rig.Source, DecodeLimits.Default).Decode(payload, default, batch, row));
        Assert.Equal(2.5, ((ValueColumn<double>)batch.Columns[0]).Vector(row)[0]);
    }

    [Fact]
    public async Task A_guid_is_found_where_the_registry_knows_guids_and_never_a_dead_letter_where_it_does_not()
    {
        using var rig = new RegistryRig(RegistryUnderTest.Url, new FakeTimeProvider());
        var subject = RegistryUnderTest.NewTopic() + "-value";
        var registered = await rig.Connection.Client.RegisterSchemaWithResponseAsync(subject, new Schema(Money, [], SchemaType.Avro));
        if (Guid.TryParse(registered.Guid, out var guid))
        {
            Assert.Equal(SchemaLookup.Found, rig.Ask(guid, out var schema));
            Assert.Equal(Money, schema.Text);
            return;
        }

        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(new Guid("b3a5c3d1-0001-4a4e-9c0f-6a0d3f4b1c22"), out _));
        RegistryRig.Wait(() => rig.Source.Problem is not null, "a failed lookup");
        Assert.Contains("does this registry have that request", Assert.Single(rig.Reports), StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_address_without_the_path_makes_nothing_unknown()
    {
        var root = new Uri(RegistryUnderTest.Url).GetLeftPart(UriPartial.Authority);
        using var rig = new RegistryRig(root, new FakeTimeProvider());
        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(1, out _));
        RegistryRig.Wait(() => rig.Source.Problem is not null, "a failed lookup");
        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(1, out _));
        Assert.Contains("name the API's base", Assert.Single(rig.Reports), StringComparison.Ordinal);
    }

    private static byte[] Int32(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Double(double value)
    {
        var bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return bytes;
    }
}
