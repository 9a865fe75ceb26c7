using StreamScoring.Events.Columns;
using Xunit;
using static StreamScoring.Tests.Events.Wire.Json.JsonDecoding;

namespace StreamScoring.Tests.Events.Wire.Json;

public sealed class JsonValuesTests
{
    private const string Mismatch = "type-mismatch at a.b";

    [Theory]
    [InlineData("3", "3")]
    [InlineData("3.0", "3")]
    [InlineData("30e-1", "3")]
    [InlineData("3E2", "300")]
    [InlineData("-0", "0")]
    [InlineData("-0.0e9", "0")]
    [InlineData("0e999999999999", "0")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("1.0000000000000000000000000", "1")]
    [InlineData("0.00000000000000000000000012e26", "12")]
    [InlineData("12000000000000000000000000e-24", "12")]
    [InlineData("9223372036854775808", Mismatch)]
    [InlineData("-9223372036854775809", Mismatch)]
    [InlineData("18446744073709551617", Mismatch)]
    [InlineData("1e19", Mismatch)]
    [InlineData("1e400", Mismatch)]
    [InlineData("3.5", Mismatch)]
    [InlineData("1e-999999999999", Mismatch)]
    [InlineData("1.0000000000000000000000001", Mismatch)]
    [InlineData("\"3\"", Mismatch)]
    [InlineData("true", Mismatch)]
    [InlineData("[3]", Mismatch)]
    [InlineData("{}", Mismatch)]
    [InlineData("null", "null")]
    public void Int64_takes_whole_numbers_in_any_writing(string json, string expected) => Assert.Equal(expected, At(Whole, json));

    [Theory]
    [InlineData("0.1", "0.1d")]
    [InlineData("-0", "-0d")]
    [InlineData("-0.0", "-0d")]
    [InlineData("9007199254740993", "9007199254740992d")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157E+308d")]
    [InlineData("5e-324", "5E-324d")]
    [InlineData("1e-400", "0d")]
    [InlineData("0e400", "0d")]
    [InlineData("1e309", Mismatch)]
    [InlineData("\"0.1\"", Mismatch)]
    [InlineData("false", Mismatch)]
    [InlineData("null", "null")]
    public void Float64_takes_finite_numbers(string json, string expected) => Assert.Equal(expected, At(Float64, json));

    [Theory]
    [InlineData("0.1", "0.1f")]
    [InlineData("16777217", "16777216f")]
    [InlineData("16777217.0000001", "16777218f")]
    [InlineData("3.4028235e38", "3.4028235E+38f")]
    [InlineData("1e-45", "1E-45f")]
    [InlineData("3.5e38", Mismatch)]
    public void Float32_is_rounded_once(string json, string expected) => Assert.Equal(expected, At(Float32, json));

    [Theory]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("null", "null")]
    [InlineData("1", Mismatch)]
    [InlineData("\"true\"", Mismatch)]
    public void Booleans_are_taken_as_such_only(string json, string expected) => Assert.Equal(expected, At(Flag, json));

    [Theory]
    [InlineData("\"\"", "\"\"")]
    [InlineData("\"Tōkyō\"", "\"Tōkyō\"")]
    [InlineData("\"\\u0054\\u014dky\\u014d \\uD83D\\ude00\"", "\"Tōkyō 😀\"")]
    [InlineData("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\"\\/\b\f\n\r\t\"")]
    [InlineData("\"a\\u0000b\"", "\"a\0b\"")]
    [InlineData("null", "null")]
    [InlineData("5", Mismatch)]
    [InlineData("true", Mismatch)]
    [InlineData("[\"a\"]", Mismatch)]
    public void Texts_are_unescaped(string json, string expected) => Assert.Equal(expected, At(Text, json));

    [Theory]
    [InlineData("\"1970-01-01T00:00:01.5Z\"", "1500000000")]
    [InlineData("\"1970-01-01T00:00:01\\u005A\"", "1000000000")]
    [InlineData("1541440651000", "1541440651000000000")]
    [InlineData("-1.0", "-1000000")]
    [InlineData("9223372036855", Mismatch)]
    [InlineData("1.5", Mismatch)]
    [InlineData("\"1970-01-01\"", Mismatch)]
    [InlineData("\"1541440651000\"", Mismatch)]
    public void Timestamps_are_date_times_or_whole_milliseconds(string json, string expected) =>
        Assert.Equal(expected, At(Timestamp, json));

    [Theory]
    [InlineData("\"a\":null", "null")]
    [InlineData("\"c\":1", "null")]
    [InlineData("\"a\":{}", "null")]
    [InlineData("\"a\":5", "type-mismatch at a")]
    [InlineData("\"a\":\"x\"", "type-mismatch at a")]
    [InlineData("\"a\":[{\"b\":1}]", "type-mismatch at a")]
    public void What_stands_on_the_way_to_a_field_must_be_an_object(string properties, string expected) =>
        Assert.Equal(expected, Value("a.b", Whole, properties));

    [Theory]
    [InlineData("[]", "[]")]
    [InlineData("null", "null")]
    [InlineData("[{\"p\":1.5},{},{\"p\":null},null,7,[2],{\"q\":{\"p\":3}},{\"p\":2}]", "[1.5d,null,null,null,null,null,null,2d]")]
    [InlineData("{\"p\":1}", "type-mismatch at i")]
    [InlineData("\"x\"", "type-mismatch at i")]
    [InlineData("[{\"p\":\"1\"}]", "type-mismatch at i[*].p")]
    [InlineData("[{\"p\":[1]}]", "type-mismatch at i[*].p")]
    public void Fields_of_items_give_one_value_an_item(string json, string expected) =>
        Assert.Equal(expected, Value("i[*].p", ColumnShape.List(ColumnType.Float64), $"\"i\":{json}"));

    [Theory]
    [InlineData("tags")]
    [InlineData("tags[*]")]
    public void A_list_of_texts_is_asked_for_with_or_without_a_star(string path)
    {
        var shape = ColumnShape.List(ColumnType.Text);
        Assert.Equal("[\"a\",null,\"\"]", Value(path, shape, "\"tags\":[\"a\",null,\"\"]"));
        Assert.Equal("type-mismatch at tags[*]", Value(path, shape, "\"tags\":[\"a\",1]"));
        Assert.Equal("type-mismatch at tags[*]", Value(path, shape, "\"tags\":[{\"a\":1}]"));
        Assert.Equal("type-mismatch at tags", Value(path, shape, "\"tags\":\"a\""));
        Assert.Equal("null", Value(path, shape, "\"tags\":null"));
    }

    [Fact]
    public void Columns_of_one_array_stay_parallel()
    {
        var decoding = new JsonDecoding(
            StreamScoring.Events.Wire.DecodeLimits.Default,
            ("i[*].sku", ColumnShape.List(ColumnType.Text)),
            ("i[*].n", ColumnShape.List(ColumnType.Int64)),
            ("i[*].deep.x", ColumnShape.List(ColumnType.Boolean))
        );
        Assert.Null(decoding.Decode(Event("\"i\":[{\"sku\":\"a\"},{\"n\":2,\"deep\":{\"x\":true}},{\"deep\":null,\"sku\":\"c\"}]")));
        Assert.Equal("[\"a\",null,\"c\"]", StreamScoring.TestKit.Json.ColumnText.Of(decoding.Batch.Columns[0], 0));
        Assert.Equal("[null,2,null]", StreamScoring.TestKit.Json.ColumnText.Of(decoding.Batch.Columns[1], 0));
        Assert.Equal("[null,true,null]", StreamScoring.TestKit.Json.ColumnText.Of(decoding.Batch.Columns[2], 0));
    }

    [Theory]
    [InlineData(ColumnType.Float32, "[1,2.5,-3e0]", "<1f,2.5f,-3f>")]
    [InlineData(ColumnType.Float64, " [ 1 , 2.5 , -3e0 ] ", "<1d,2.5d,-3d>")]
    [InlineData(ColumnType.Int64, "[1,2,3.0]", "<1,2,3>")]
    [InlineData(ColumnType.Boolean, "[true,false,true]", "<true,false,true>")]
    [InlineData(ColumnType.Text, "[\"a\",\"\\u00e9\",\"\"]", "<\"a\",\"é\",\"\">")]
    [InlineData(ColumnType.Timestamp, "[1,\"1970-01-01T00:00:00Z\",-1]", "<1000000,0,-1000000>")]
    [InlineData(ColumnType.Float32, "null", "null")]
    [InlineData(ColumnType.Float32, "[1,2]", "type-mismatch at v")]
    [InlineData(ColumnType.Float32, "[1,2,3,4]", "type-mismatch at v")]
    [InlineData(ColumnType.Float32, "[]", "type-mismatch at v")]
    [InlineData(ColumnType.Float32, "[1,null,3]", "type-mismatch at v")]
    [InlineData(ColumnType.Float32, "[1,\"2\",3]", "type-mismatch at v")]
    [InlineData(ColumnType.Float32, "[1,2,1e39]", "type-mismatch at v")]
    [InlineData(ColumnType.Int64, "[1,2,2.5]", "type-mismatch at v")]
    [InlineData(ColumnType.Boolean, "[1,true,true]", "type-mismatch at v")]
    [InlineData(ColumnType.Float32, "5", "type-mismatch at v")]
    [InlineData(ColumnType.Float32, "{}", "type-mismatch at v")]
    [InlineData(ColumnType.Float32, "[1,2,]", "malformed at v")]
    [InlineData(ColumnType.Float32, "[1,2,3", "malformed at v")]
    [InlineData(ColumnType.Float32, "[1 2,3]", "malformed at v")]
    [InlineData(ColumnType.Float32, "[1,2,03]", "malformed at v")]
    public void A_vector_takes_an_array_of_exactly_its_width(ColumnType type, string json, string expected)
    {
        Assert.Equal(expected, Value("v", ColumnShape.Vector(type, 3), $"\"v\":{json}"));
        Assert.Equal(expected, Value("v[*]", ColumnShape.Vector(type, 3), $"\"v\":{json}"));
    }

    [Fact]
    public void One_property_fills_every_column_that_asks_for_it()
    {
        var decoding = new JsonDecoding(
            StreamScoring.Events.Wire.DecodeLimits.Default,
            ("timestamp", Text),
            ("timestamp", Timestamp),
            ("_id", Text),
            ("v", ColumnShape.Vector(ColumnType.Float32, 2)),
            ("v", ColumnShape.List(ColumnType.Int64)),
            ("identityMap.ECID[*].id", ColumnShape.List(ColumnType.Text))
        );
        Assert.Null(
            decoding.Decode(Event("\"_id\":\"x\",\"v\":[1,2],\"identityMap\":{\"ECID\":[{\"id\":\"a\"},{\"id\":\"b\",\"primary\":true}]}"))
        );
        Assert.Equal(
            " \"x\" \"ECID:b\" null 1541441582000000000 null \"2018-11-05T18:13:02Z\" 1541441582000000000 \"x\" <1f,2f> [1,2] [\"a\",\"b\"]",
            StreamScoring.TestKit.Json.ColumnText.OfRow(decoding.Batch, 0)
        );
    }

    [Fact]
    public void A_field_whose_shape_cannot_hold_its_path_is_refused_before_the_first_event()
    {
        Assert.Throws<ArgumentException>(() => Value("i[*].p", Whole, ""));
        Assert.Throws<ArgumentException>(() => Value("i[*].p", ColumnShape.Vector(ColumnType.Int64, 2), ""));
    }

    private static string At(ColumnShape shape, string json) => Value("a.b", shape, $"\"a\":{{\"b\":{json}}}");
}
