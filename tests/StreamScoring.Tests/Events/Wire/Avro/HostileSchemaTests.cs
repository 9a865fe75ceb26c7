using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Schemas;
using Xunit;

namespace StreamScoring.Tests.Events.Wire.Avro;

public sealed class HostileSchemaTests
{
    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"int\"")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\"}")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"Nowhere\"}]}")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":-1}")]
    [InlineData(
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":99999999999}}]}"
    )]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":7}")]
    public void A_broken_schema_is_a_fault_that_names_it_and_is_remembered(string text)
    {
        var probe = new Probe(Probe.Sources(text), DecodeLimits.Default, ("v", Probe.Scalar(ColumnType.Int64)));
        var fault = probe.DecodeMessage(AvroFiles.Message(7, [2, 2]));
        Assert.Equal((FaultCode.UnknownFormat, FaultDomain.Definition), (fault!.Code, fault.Domain));
        Assert.Contains("schema 7", fault.Message, StringComparison.Ordinal);
        Assert.Same(fault, probe.DecodeMessage(AvroFiles.Message(7, [2, 2])));
    }

    [Fact]
    public void A_schema_of_another_kind_is_refused()
    {
        var source = new SchemaDictionary([new(7, new WriterSchema("7", "JSON", "{}"))]);
        var fault = new Probe(source, DecodeLimits.Default).DecodeMessage(AvroFiles.Message(7, [2]));
        Assert.Contains("JSON", fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(100_000)]
    public void A_schema_nested_by_its_text_ends_in_a_fault_or_a_decoded_event(int depth)
    {
        var text = string.Concat(Enumerable.Repeat("""{"type":"array","items":""", depth)) + "\"int\"" + new string('}', depth);
        var probe = new Probe(
            Probe.Sources($$"""{"type":"record","name":"E","fields":[{"name":"timestamp","type":"long"},{"name":"v","type":{{text}}}]}"""),
            DecodeLimits.Default
        );
        var fault = probe.DecodeMessage(AvroFiles.Message(7, [2, 0]));
        Assert.Equal(depth == 15, fault is null);
    }

    [Fact]
    public void A_schema_nested_by_references_is_refused_when_too_deep()
    {
        Assert.Null(DecodeChain(40, "\"long\"", [2, 2]));
        var fault = DecodeChain(20_000, "\"long\"", [2, 2]);
        Assert.Equal(FaultCode.UnknownFormat, fault?.Code);
        Assert.Contains("deep", fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_that_doubles_at_every_level_neither_hangs_nor_grows()
    {
        // 2^40 longs if written out: the bytes end first.
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(FaultCode.Malformed, DecodeChain(40, "\"long\"", [2, 2, 2, 2], twice: true)?.Code);
        Assert.Equal(FaultCode.Malformed, DecodeChain(40, "[\"null\",\"long\"]", [2, 2, 2, 2], twice: true, path: "v.b.a.b.a.b")?.Code);
        // 2^40 nothings take no bytes and no time.
        Assert.Null(DecodeChain(40, "\"null\"", [2], twice: true));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20);
    }

    [Theory]
    [InlineData("\"null\"")]
    [InlineData("{\"type\":\"record\",\"name\":\"Em\",\"fields\":[]}")]
    [InlineData(
        "{\"type\":\"record\",\"name\":\"Em\",\"fields\":[{\"name\":\"f\",\"type\":{\"type\":\"record\",\"name\":\"Ei\",\"fields\":[]}},{\"name\":\"g\",\"type\":\"null\"}]}"
    )]
    [InlineData("{\"type\":\"record\",\"name\":\"Em\",\"fields\":[{\"name\":\"f\",\"type\":\"Em\"}]}")]
    public void Items_without_bytes_are_bounded_in_number_and_in_time(string item)
    {
        var schema = $$$"""{"type":"array","items":{"type":"array","items":{{{item}}}}}""";
        // 200,000 arrays of 10,000 nothings each: counted one by one they would hold the run up for long.
        byte[] inner = [0xA0, 0x9C, 0x01, 0];
        byte[] datum = [0x80, 0xB5, 0x18, .. Enumerable.Repeat(inner, 200_000).SelectMany(i => i), 0];
        Assert.Null(new Probe(schema).Decode(datum));
        Assert.Equal(FaultCode.LimitExceeded, new Probe($$$"""{"type":"array","items":{{{item}}}}""").Decode("a29c0100")?.Code);
        Assert.Equal(
            FaultCode.LimitExceeded,
            new Probe($$$"""{"type":"array","items":{{{item}}}}""", ("v[*]", ColumnShape.List(ColumnType.Text))).Decode("a29c0100")?.Code
        );
    }

    [Fact]
    public void A_record_that_holds_itself_ends_at_the_depth_limit()
    {
        var probe = new Probe(
            """{"type":"record","name":"R","fields":[{"name":"r","type":"R"},{"name":"s","type":"R"},{"name":"x","type":"long"}]}"""
        );
        Assert.Equal(FaultCode.LimitExceeded, probe.Decode(new byte[100])?.Code);
    }

    [Fact]
    public void A_wide_union_of_records_does_not_unfold_without_end()
    {
        // Each of 12 records holds, behind the wanted step, a union of all twelve: 12^6 ways to the leaf.
        var records = Enumerable
            .Range(0, 12)
            .Select(i =>
                $$$"""{"type":"record","name":"R{{{i}}}","fields":[{"name":"a","type":["null",{{{string.Join(',', Enumerable.Range(0, i + 1).Select(k => $"\"R{k}\""))}}}]}]}"""
            );
        var probe = new Probe($"[{string.Join(',', records)}]", ("v.a.a.a.a.a.a.a.a", Probe.Scalar(ColumnType.Int64)));
        var fault = probe.Decode("0000");
        Assert.True(fault is null || fault.Code == FaultCode.UnknownFormat);
    }

    private static Fault? DecodeChain(int length, string leaf, byte[] datum, bool twice = false, string? path = null)
    {
        var records = new List<string>
        {
            $$$"""{"name":"f0","type":["null",{"type":"record","name":"R0","fields":[{"name":"a","type":{{{leaf}}}}]}],"default":null}""",
        };
        for (var i = 1; i < length; i++)
        {
            var second = twice ? $$$""",{"name":"b","type":"R{{{i - 1}}}"}""" : "";
            records.Add(
                $$$"""{"name":"f{{{i}}}","type":["null",{"type":"record","name":"R{{{i}}}","fields":[{"name":"a","type":"R{{{i - 1}}}"}{{{second}}}]}],"default":null}"""
            );
        }

        var schema =
            $$$"""{"type":"record","name":"E","fields":[{"name":"timestamp","type":"long"},{{{string.Join(',', records)}}},{"name":"v","type":"R{{{length - 1}}}"}]}""";
        var probe = path is null
            ? new Probe(Probe.Sources(schema), DecodeLimits.Default)
            : new Probe(Probe.Sources(schema), DecodeLimits.Default, (path, Probe.Scalar(ColumnType.Int64)));
        return probe.DecodeMessage(AvroFiles.Message(7, [2, .. new byte[length], .. datum[1..]]));
    }
}
