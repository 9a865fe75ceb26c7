using System.Text;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Identity;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Avro;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Events.Xdm;
using Xunit;
using static StreamScoring.Tests.Events.Wire.Avro.Probe;

namespace StreamScoring.Tests.Events.Wire.Avro;

public sealed class AvroEventDecoderTests
{
    private static readonly Guid SchemaGuid = new("11223344-5566-7788-99aa-bbccddeeff00");

    [Theory]
    [InlineData("\"int\"", "03", ColumnType.Int64, "-2")]
    [InlineData("\"int\"", "03", ColumnType.Float32, "-2")]
    [InlineData("\"long\"", "8080808010", ColumnType.Int64, "2147483648")]
    [InlineData("\"long\"", "04", ColumnType.Timestamp, "2000000")]
    [InlineData("\"float\"", "0000c03f", ColumnType.Float64, "1.5")]
    [InlineData("\"double\"", "000000000000f83f", ColumnType.Float32, "1.5")]
    [InlineData("\"double\"", "0000000000000840", ColumnType.Int64, "3")]
    [InlineData("\"boolean\"", "01", ColumnType.Boolean, "True")]
    [InlineData("\"string\"", "06616263", ColumnType.Text, "abc")]
    [InlineData("\"bytes\"", "06616263", ColumnType.Text, "abc")]
    [InlineData("\"string\"", "28323031382d31312d30355431383a31333a30325a", ColumnType.Timestamp, "1541441582000000000")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}", "02", ColumnType.Text, "B")]
    [InlineData("[\"null\",\"int\"]", "00", ColumnType.Int64, "null")]
    [InlineData("[\"int\",\"null\"]", "02", ColumnType.Int64, "null")]
    [InlineData("[\"int\",\"null\"]", "0006", ColumnType.Int64, "3")]
    [InlineData("[\"null\",\"string\",\"long\"]", "0406", ColumnType.Int64, "3")]
    [InlineData("[\"null\",\"string\",\"long\"]", "00", ColumnType.Int64, "null")]
    [InlineData("[\"null\"]", "00", ColumnType.Int64, "null")]
    [InlineData("\"null\"", "", ColumnType.Int64, "null")]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}", "e0ce9fd1dc59", ColumnType.Text, "2018-11-05T18:13:02Z")]
    [InlineData(
        "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}",
        "829effdedafbbc05",
        ColumnType.Text,
        "2018-11-05T18:13:02.000001Z"
    )]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}", "01", ColumnType.Int64, "-1")]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"timestamp-nanos\"}", "06", ColumnType.Timestamp, "3")]
    [InlineData("{\"type\":\"int\",\"logicalType\":\"date\"}", "02", ColumnType.Int64, "86400000")]
    [InlineData("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4,\"scale\":2}", "04012c", ColumnType.Int64, "3")]
    public void A_value_goes_to_any_column_that_can_hold_it(string schema, string hex, ColumnType type, string expected)
    {
        var probe = new Probe(schema, ("v", Scalar(type)));
        Assert.Null(probe.Decode(hex));
        Assert.Equal(expected, Show(probe.Column, 0));
    }

    [Theory]
    [InlineData("\"string\"", "0233", ColumnType.Int64)]
    [InlineData("\"long\"", "04", ColumnType.Text)]
    [InlineData("\"boolean\"", "01", ColumnType.Float64)]
    [InlineData("\"bytes\"", "0233", ColumnType.Float64)]
    [InlineData("\"double\"", "0000000000000c40", ColumnType.Int64)]
    [InlineData("\"double\"", "000000000000e043", ColumnType.Int64)]
    [InlineData("\"double\"", "000000000000f87f", ColumnType.Int64)]
    [InlineData("\"double\"", "9c7500883ce4377e", ColumnType.Float32)]
    [InlineData("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4,\"scale\":2}", "04012d", ColumnType.Int64)]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}", "", ColumnType.Text)]
    [InlineData("{\"type\":\"array\",\"items\":\"long\"}", "00", ColumnType.Int64)]
    [InlineData("[\"null\",\"string\",\"long\"]", "020233", ColumnType.Int64)]
    [InlineData("{\"type\":\"int\",\"logicalType\":\"time-millis\"}", "02", ColumnType.Timestamp)]
    public void A_value_of_another_kind_is_a_mismatch_that_names_the_path(string schema, string hex, ColumnType type)
    {
        var probe = new Probe(schema, ("v", Scalar(type)));
        var fault = probe.Decode(hex);
        Assert.Equal(FaultCode.TypeMismatch, fault?.Code);
        Assert.Equal("v", fault!.Path);
        Assert.True(probe.Column.IsNull(0));
        Assert.True(probe.Batch.EventTimesNs.IsNull(0));
    }

    [Fact]
    public void A_field_is_found_by_its_name_or_by_an_alias()
    {
        const string Both = """
            {"type":"record","name":"R","fields":[{"name":"b","aliases":["x"],"type":"int"},{"name":"a","type":"int"},{"name":"c","aliases":["d"],"type":"int"}]}
            """;
        var probe = new Probe(
            Both,
            ("v.a", Scalar(ColumnType.Int64)),
            ("v.d", Scalar(ColumnType.Int64)),
            ("v.c", Scalar(ColumnType.Float64)),
            ("v.none", Scalar(ColumnType.Text))
        );
        Assert.Null(probe.Decode("020406"));
        Assert.Equal(["2", "3", "3", "null"], probe.Batch.Columns.Select(c => Show(c, 0)));
    }

    [Fact]
    public void A_path_step_can_name_a_key_of_a_map()
    {
        var probe = new Probe(
            """{"type":"map","values":["null","int"]}""",
            ("v.k", Scalar(ColumnType.Int64)),
            ("v.l", Scalar(ColumnType.Int64))
        );
        // Two blocks: {x: 1, k: 2}, {l: null}.
        Assert.Null(probe.Decode("04" + "02780202" + "026b0204" + "02" + "026c00" + "00"));
        Assert.Equal(["2", "null"], probe.Batch.Columns.Select(c => Show(c, 0)));
        var fault = probe.Decode("04" + "026b0202" + "026b0204" + "00");
        Assert.Equal(FaultCode.Malformed, fault?.Code);
    }

    [Fact]
    public void Lists_of_one_array_stay_parallel()
    {
        const string Items = """
            ["null",{"type":"array","items":["null",{"type":"record","name":"I","fields":[{"name":"p","type":["null","double"]},{"name":"s","type":"string"}]}]}]
            """;
        var probe = new Probe(
            Items,
            ("v[*].p", ColumnShape.List(ColumnType.Float64)),
            ("v[*].s", ColumnShape.List(ColumnType.Text)),
            ("v[*].none", ColumnShape.List(ColumnType.Text))
        );
        Assert.Null(probe.Decode("02" + "06" + "02" + "00" + "0261" + "00" + "02" + "02000000000000f83f" + "0262" + "00"));
        Assert.Equal(["[null,null,1.5]", "[a,null,b]", "[null,null,null]"], probe.Batch.Columns.Select(c => Show(c, 0)));
        Assert.Null(probe.Decode("0200"));
        Assert.Equal(["[]", "[]", "[]"], probe.Batch.Columns.Select(c => Show(c, 0)));
        Assert.Null(probe.Decode("00"));
        Assert.Equal(["null", "null", "null"], probe.Batch.Columns.Select(c => Show(c, 0)));
    }

    [Fact]
    public void Several_columns_can_read_the_same_value()
    {
        var probe = new Probe(
            """["null",{"type":"array","items":"float"}]""",
            ("v", ColumnShape.Vector(ColumnType.Float32, 2)),
            ("v[*]", ColumnShape.List(ColumnType.Float64)),
            ("v", ColumnShape.Vector(ColumnType.Float64, 2)),
            ("timestamp", Scalar(ColumnType.Int64))
        );
        Assert.Null(probe.Decode("02" + "04" + "0000c03f" + "00000040" + "00"));
        Assert.Equal([1.5f, 2f], ((ValueColumn<float>)probe.Batch.Columns[0]).Vector(0).ToArray());
        Assert.Equal("[1.5,2]", Show(probe.Batch.Columns[1], 0));
        Assert.Equal([1.5, 2], ((ValueColumn<double>)probe.Batch.Columns[2]).Vector(0).ToArray());
        Assert.Equal("1", Show(probe.Batch.Columns[3], 0));
        Assert.Null(probe.Decode("00"));
        Assert.All(probe.Batch.Columns.Take(3), c => Assert.True(c.IsNull(0)));
    }

    [Theory]
    [InlineData("\"float\"", "04" + "0000c03f" + "00000040" + "00", "1.5 2")]
    [InlineData("\"double\"", "0310" + "000000000000f83f" + "02" + "0000000000000040" + "00", null)]
    [InlineData("\"double\"", "0110" + "000000000000f83f" + "02" + "0000000000000040" + "00", "1.5 2")]
    [InlineData("\"int\"", "04020400", "1 2")]
    [InlineData("[\"null\",\"long\"]", "040202020400", "1 2")]
    [InlineData("[\"null\",\"long\"]", "0402020000", null)]
    [InlineData("\"float\"", "02" + "0000c03f" + "00", null)]
    [InlineData("\"float\"", "06" + "0000c03f" + "00000040" + "00000040" + "00", null)]
    [InlineData("\"float\"", "00", null)]
    [InlineData("\"string\"", "040231023200", null)]
    public void A_vector_takes_an_array_of_exactly_its_width(string item, string hex, string? expected)
    {
        var probe = new Probe($$"""{"type":"array","items":{{item}}}""", ("v", ColumnShape.Vector(ColumnType.Float32, 2)));
        var fault = probe.Decode(hex);
        if (expected is null)
        {
            Assert.NotNull(fault);
            Assert.Equal("v", fault.Path);
            Assert.True(probe.Column.IsNull(0));
            return;
        }

        Assert.Null(fault);
        Assert.Equal(expected, string.Join(' ', ((ValueColumn<float>)probe.Column).Vector(0).ToArray()));
    }

    [Fact]
    public void A_scalar_where_properties_are_wanted_is_a_mismatch_and_an_item_of_a_list_is_null()
    {
        Assert.Equal(FaultCode.TypeMismatch, new Probe("\"string\"", ("v.a", Scalar(ColumnType.Text))).Decode("0261")?.Code);
        var probe = new Probe("""{"type":"array","items":"string"}""", ("v[*].a", ColumnShape.List(ColumnType.Text)));
        Assert.Null(probe.Decode("04026102" + "6200"));
        Assert.Equal("[null,null]", Show(probe.Column, 0));
    }

    [Fact]
    public void A_shape_that_cannot_hold_what_its_path_gives_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Probe("\"int\"", ("v[*].a", Scalar(ColumnType.Int64))));
        Assert.Throws<ArgumentException>(() => new Probe("\"int\"", ("v[*].a", ColumnShape.Vector(ColumnType.Int64, 2))));
    }

    [Fact]
    public void A_recursive_schema_is_followed_to_the_depth_limit_and_no_further()
    {
        const string Tree = """{"type":"record","name":"N","fields":[{"name":"x","type":"int"},{"name":"next","type":["null","N"]}]}""";
        var probe = new Probe(Tree, ("v.next.next.x", Scalar(ColumnType.Int64)));
        Assert.Null(probe.Decode("0202" + "0402" + "0602" + "0802" + "0a00"));
        Assert.Equal("3", Show(probe.Column, 0));
        Assert.Null(probe.Decode(string.Concat(Enumerable.Repeat("0202", 60)) + "0200"));
        var fault = probe.Decode(string.Concat(Enumerable.Repeat("0202", 70)) + "0200");
        Assert.Equal(FaultCode.LimitExceeded, fault?.Code);
    }

    [Fact]
    public void The_id_can_stand_before_the_event_or_in_a_header_as_a_number_or_a_guid()
    {
        var schema = new WriterSchema("7", "AVRO", Wrap("\"int\""));
        var probe = new Probe(
            new SchemaDictionary([new(7, schema)], [new(SchemaGuid, schema)]),
            DecodeLimits.Default,
            ("v", Scalar(ColumnType.Int64))
        );
        byte[] guid = [1, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0];
        byte[] id = [0, 0, 0, 0, 7];
        byte[] datum = [2, 6];
        foreach (var (message, header) in new[] { ([.. id, .. datum], []), ([.. guid, .. datum], []), (datum, guid), (datum, id) })
        {
            Assert.Null(probe.DecodeMessage(message, header));
            Assert.Equal("3", Show(probe.Column, 0));
        }

        Assert.Equal(FaultCode.Malformed, probe.DecodeMessage(datum, guid.AsSpan(0, 16))?.Code);
        Assert.Equal(FaultCode.Malformed, probe.DecodeMessage([2, .. id])?.Code);
        guid[1]++;
        Assert.Equal(FaultCode.UnknownSchema, probe.DecodeMessage([.. guid, .. datum])?.Code);
    }

    [Fact]
    public void A_source_that_cannot_tell_gives_a_fault_to_retry_and_is_asked_again()
    {
        var source = new MovingSource();
        var probe = new Probe(source, DecodeLimits.Default, ("v", Scalar(ColumnType.Int64)));
        var message = AvroFiles.Message(7, [2, 6]);
        var fault = probe.DecodeMessage(message);
        Assert.Equal((FaultCode.UnknownSchema, FaultDomain.Environment, true), (fault!.Code, fault.Domain, fault.MayRetry));
        source.Answer = SchemaLookup.Unknown;
        fault = probe.DecodeMessage(message);
        Assert.Equal((FaultCode.UnknownSchema, FaultDomain.Event, false), (fault!.Code, fault.Domain, fault.MayRetry));
        source.Answer = SchemaLookup.Found;
        Assert.Null(probe.DecodeMessage(message));
        source.Answer = SchemaLookup.Unavailable;
        Assert.Null(probe.DecodeMessage(message));
    }

    [Fact]
    public void Time_is_required_and_must_be_readable()
    {
        var noTime = new Probe(
            Sources("""{"type":"record","name":"E","fields":[{"name":"timestamp","type":["null","long"]}]}"""),
            DecodeLimits.Default
        );
        Assert.Equal(FaultCode.TimeMissing, noTime.DecodeMessage(AvroFiles.Message(7, [0]))?.Code);
        var fault = noTime.DecodeMessage(AvroFiles.Message(7, [2, .. Convert.FromHexString("80f0fea1fa9d73")]));
        Assert.Equal((FaultCode.TimeInvalid, "timestamp"), (fault!.Code, fault.Path));
    }

    [Fact]
    public void Limits_are_those_given()
    {
        var limits = new DecodeLimits
        {
            MaxEventBytes = 60,
            MaxItems = 3,
            MaxTextBytes = 4,
            MaxDepth = 3,
        };
        var text = new Probe(Sources(Wrap("\"string\"")), limits, ("v", Scalar(ColumnType.Text)));
        Assert.Null(text.Decode("0861616161"));
        Assert.Equal(FaultCode.LimitExceeded, text.Decode("0a6161616161")?.Code);
        Assert.Equal(FaultCode.LimitExceeded, text.Decode(new byte[100])?.Code);
        var list = new Probe(Sources(Wrap("""{"type":"array","items":"int"}""")), limits, ("v[*]", ColumnShape.List(ColumnType.Int64)));
        Assert.Null(list.Decode("0602020200"));
        Assert.Equal(FaultCode.LimitExceeded, list.Decode("0402020402020200")?.Code);
        var deep = new Probe(Sources(Wrap("""{"type":"array","items":{"type":"array","items":{"type":"array","items":"int"}}}""")), limits);
        Assert.Null(deep.Decode("020000"));
        Assert.Equal(FaultCode.LimitExceeded, deep.Decode("0202020000")?.Code);
    }

    [Theory]
    [InlineData("02" + "0845434944" + "02" + "0261" + "01" + "00" + "00", "ECID:a")]
    [InlineData("04" + "0845434944" + "02" + "0261" + "00" + "00" + "0258" + "02" + "0262" + "01" + "00" + "00", "X:b")]
    [InlineData("04" + "0259" + "02" + "0261" + "00" + "00" + "0258" + "02" + "0262" + "00" + "00" + "00", "X:b")]
    [InlineData("02" + "0845434944" + "02" + "00" + "01" + "00" + "00", "null")]
    [InlineData("00", "null")]
    public void The_identity_is_chosen_by_the_rule(string hex, string expected)
    {
        const string Schema = """
            {"type":"record","name":"E","fields":[{"name":"timestamp","type":"long"},{"name":"identityMap","type":{"type":"map","values":{"type":"array","items":
            {"type":"record","name":"I","fields":[{"name":"id","type":"string"},{"name":"primary","type":"boolean"}]}}}}]}
            """;
        var probe = new Probe(Sources(Schema), DecodeLimits.Default);
        Assert.Null(probe.DecodeMessage(AvroFiles.Message(7, [2, .. Convert.FromHexString(hex)])));
        Assert.Equal(expected, Show(probe.Batch.Identities, 0));
    }

    [Fact]
    public void A_bad_row_leaves_its_neighbours_as_they_are()
    {
        var projection = new Projection([new ProjectedField(XdmPath.Parse("v"), Scalar(ColumnType.Text))]);
        var decoder = new AvroEventDecoder(projection, Sources(Wrap("\"string\"")), DecodeLimits.Default, IdentityRule.Default);
        var batch = new EventBatch(projection, 3);
        foreach (var hex in new[] { "02" + "0261", "02" + "0462", "02" + "0263" })
            decoder.Decode(AvroFiles.Message(7, Convert.FromHexString(hex)), default, batch, batch.Add(0, null));
        Assert.Equal(["a", "null", "c"], Enumerable.Range(0, 3).Select(r => Show(batch.Columns[0], r)));
        Assert.Equal([null, FaultCode.Malformed, null], batch.Faults.ToArray().Select(f => f?.Code));
    }

    private static string Show(Column column, int row)
    {
        if (column.IsNull(row))
            return "null";
        return column switch
        {
            TextColumn text => Encoding.UTF8.GetString(text[row]),
            ValueColumn<long> value => value[row].ToString(),
            ValueColumn<double> value => value[row].ToString("R"),
            ValueColumn<float> value => value[row].ToString("R"),
            ValueColumn<bool> value => value[row].ToString(),
            ListColumn list =>
                $"[{string.Join(',', Enumerable.Range(list.Range(row).Start, list.Range(row).Length).Select(i => Show(list.Items, i)))}]",
            _ => throw new InvalidOperationException(),
        };
    }

    private sealed class MovingSource : ISchemaSource
    {
        public SchemaLookup Answer { get; set; } = SchemaLookup.Unavailable;

        public SchemaLookup TryGet(int id, out WriterSchema schema)
        {
            schema = new WriterSchema("7", "AVRO", Wrap("\"int\""));
            return Answer;
        }

        public SchemaLookup TryGet(Guid guid, out WriterSchema schema) => TryGet(7, out schema);
    }
}
