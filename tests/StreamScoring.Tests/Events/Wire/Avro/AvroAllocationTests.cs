using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Avro;
using StreamScoring.TestKit.Measuring;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Events.Wire.Avro;

public sealed class AvroAllocationTests
{
    private const int Rounds = 10;

    [Fact]
    public void Decoding_allocates_nothing_once_warm()
    {
        var messages = AvroFiles.Framed(GoldenFolders.First("golden/avro/wire_messages.bin.gz"));
        var decoder = new AvroEventDecoder(LumaFields.Projection, AvroFiles.Registry(), DecodeLimits.Default);
        var batch = new EventBatch(LumaFields.Projection, 256);
        Assert.Equal(messages.Count, DecodeAll(decoder, batch, messages));
        var decoded = 0;
        var allocated = SteadyAllocation.Least(() =>
        {
            decoded = 0;
            for (var i = 0; i < Rounds; i++)
                decoded += DecodeAll(decoder, batch, messages);
        });
        Assert.Equal(0, allocated);
        Assert.True(decoded >= 10_000, $"only {decoded} events were decoded");
    }

    [Fact]
    public void Every_kind_of_value_is_read_without_allocation()
    {
        const string Schema = """
            {"type":"record","name":"All","fields":[{"name":"d","type":{"type":"bytes","logicalType":"decimal","precision":20,"scale":3}},
            {"name":"t","type":{"type":"long","logicalType":"timestamp-micros"}},{"name":"e","type":{"type":"enum","name":"E","symbols":["A","B"]}},
            {"name":"v","type":{"type":"array","items":"double"}},{"name":"n","type":{"type":"array","items":["null","int"]}},
            {"name":"u","type":["null","string","long"]},{"name":"m","type":{"type":"map","values":"string"}}]}
            """;
        var probe = new Probe(
            Schema,
            ("v.d", ColumnShape.Scalar(ColumnType.Float64)),
            ("v.d", ColumnShape.Scalar(ColumnType.Float32)),
            ("v.t", ColumnShape.Scalar(ColumnType.Text)),
            ("v.e", ColumnShape.Scalar(ColumnType.Text)),
            ("v.v", ColumnShape.Vector(ColumnType.Float32, 2)),
            ("v.n", ColumnShape.Vector(ColumnType.Float64, 2)),
            ("v.u", ColumnShape.Scalar(ColumnType.Text)),
            ("v.m.k", ColumnShape.Scalar(ColumnType.Text))
        );
        var datum = Convert.FromHexString(
            "04012c"
                + "829effdedafbbc05"
                + "02"
                + "04"
                + "000000000000f83f"
                + "000000000000f83f"
                + "00"
                + "040202020400"
                + "020261"
                + "02026b026200"
        );
        for (var i = 0; i < 100; i++)
            Assert.Null(probe.Decode(datum));
        Assert.All(probe.Batch.Columns, c => Assert.False(c.IsNull(0)));
        var message = AvroFiles.Message(7, [2, .. datum]);
        var allocated = SteadyAllocation.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
                probe.DecodeMessage(message);
        });
        Assert.Equal(0, allocated);
    }

    private static int DecodeAll(AvroEventDecoder decoder, EventBatch batch, List<byte[]> messages)
    {
        var decoded = 0;
        foreach (var message in messages)
        {
            if (batch.Count == batch.Capacity)
                batch.Reset();
            if (decoder.Decode(message, default, batch, batch.Add(decoded, null)) is null)
                decoded++;
        }

        return decoded;
    }
}
