using System.Text;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Xdm;
using StreamScoring.TestKit.Json;
using Xunit;
using static StreamScoring.Tests.Events.Wire.Json.JsonDecoding;

namespace StreamScoring.Tests.Events.Wire.Json;

public sealed class JsonFaultsTests
{
    [Theory]
    [InlineData("", FaultCode.Malformed, "")]
    [InlineData("  ", FaultCode.Malformed, "")]
    [InlineData("{", FaultCode.Malformed, "")]
    [InlineData("{\"timestamp\":\"2018-11-05T18:13:02Z\"}x", FaultCode.Malformed, "")]
    [InlineData("{\"timestamp\":\"2018-11-05T18:13:02Z\",}", FaultCode.Malformed, "")]
    [InlineData("{\"timestamp\":\"2018-11-05T18:13:02Z\" \"a\":1}", FaultCode.Malformed, "")]
    [InlineData("{'timestamp':1}", FaultCode.Malformed, "")]
    [InlineData("{\"timestamp\" 1}", FaultCode.Malformed, "")]
    [InlineData("{\"timestamp\":nul}", FaultCode.Malformed, "timestamp")]
    [InlineData("{\"x\":[1,]}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":{\"a\":1,}}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":{1:1}}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":[1}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":+1}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":01}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":1.}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":.5}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":1e}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":-}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":NaN}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":\"\\x\"}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":\"\\u12G4\"}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":\"\\uD800\"}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":\"\\uDC00\\uD800\"}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":\"\\uD800\\u0041\"}", FaultCode.Malformed, "")]
    [InlineData("{\"\\uD800\":1}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":\"a\nb\"}", FaultCode.Malformed, "")]
    [InlineData("{\"x\":1 /* no */}", FaultCode.Malformed, "")]
    [InlineData("{\"web\":{\"webPageDetails\":{\"name\":tru}}}", FaultCode.Malformed, "web.webPageDetails.name")]
    [InlineData("{\"web\":{\"webPageDetails\":{\"name\":\"a\" 5}}}", FaultCode.Malformed, "web.webPageDetails")]
    [InlineData("{\"identityMap\":{\"ECID\":[{\"id\":\"a\"},]}}", FaultCode.Malformed, "identityMap")]
    [InlineData("[]", FaultCode.TypeMismatch, "")]
    [InlineData("5", FaultCode.TypeMismatch, "")]
    [InlineData("{}", FaultCode.TimeMissing, "timestamp")]
    [InlineData("{\"timestamp\":null}", FaultCode.TimeMissing, "timestamp")]
    [InlineData("{\"timestamp\":\"2018-11-05T18:13Z\"}", FaultCode.TimeInvalid, "timestamp")]
    [InlineData("{\"timestamp\":\"1600-11-05T18:13:02Z\"}", FaultCode.TimeInvalid, "timestamp")]
    [InlineData("{\"timestamp\":\"2300-11-05T18:13:02Z\"}", FaultCode.TimeInvalid, "timestamp")]
    [InlineData("{\"timestamp\":1e30}", FaultCode.TimeInvalid, "timestamp")]
    [InlineData("{\"timestamp\":true}", FaultCode.TimeInvalid, "timestamp")]
    [InlineData("{\"timestamp\":0,\"receivedTimestamp\":\"now\"}", FaultCode.TimeInvalid, "receivedTimestamp")]
    [InlineData("{\"timestamp\":0,\"_id\":5}", FaultCode.TypeMismatch, "_id")]
    [InlineData("{\"timestamp\":0,\"eventType\":[]}", FaultCode.TypeMismatch, "eventType")]
    [InlineData("{\"timestamp\":0,\"identityMap\":[]}", FaultCode.TypeMismatch, "identityMap")]
    [InlineData("{\"timestamp\":0,\"identityMap\":{\"ECID\":{}}}", FaultCode.TypeMismatch, "identityMap")]
    [InlineData("{\"timestamp\":0,\"identityMap\":{\"ECID\":[\"a\"]}}", FaultCode.TypeMismatch, "identityMap")]
    [InlineData("{\"timestamp\":0,\"identityMap\":{\"ECID\":[{\"id\":7}]}}", FaultCode.TypeMismatch, "identityMap")]
    [InlineData(
        "{\"timestamp\":0,\"identityMap\":{\"ECID\":[{\"id\":\"a\",\"primary\":\"true\"}]}}",
        FaultCode.TypeMismatch,
        "identityMap"
    )]
    [InlineData("{\"timestamp\":0,\"web\":5}", FaultCode.TypeMismatch, "web")]
    [InlineData("{\"web\":5", FaultCode.Malformed, "")]
    public void Each_fault_says_what_is_wrong_and_where(string json, FaultCode code, string path)
    {
        var decoding = new JsonDecoding(DecodeLimits.Default, ("web.webPageDetails.name", Text));
        var fault = decoding.Decode(Encoding.UTF8.GetBytes(json));
        Assert.NotNull(fault);
        Assert.Equal((code, path), (fault.Code, fault.Path));
        Assert.Same(fault, decoding.Batch.Faults[0]);
        // Of what could be read to its end, id, type and times stay known; nobody's columns and no identity do.
        var time = code != FaultCode.Malformed && json.StartsWith("{\"timestamp\":0,", StringComparison.Ordinal) ? "0" : "null";
        Assert.Equal($"{fault} null null null {time} null null", ColumnText.OfRow(decoding.Batch, 0));
        Assert.False(fault.MayRetry);
        Assert.NotEmpty(fault.Message);
    }

    [Theory]
    [InlineData("\"_id\":\"a\",\"_id\":\"b\"", "_id")]
    [InlineData("\"_id\":\"a\",\"@id\":\"a\"", "_id")]
    [InlineData("\"xdm:timestamp\":0", "timestamp")]
    [InlineData("\"timest\\u0061mp\":0", "timestamp")]
    [InlineData("\"timestamp\":null", "timestamp")]
    [InlineData("\"web\":{\"webPageDetails\":{\"name\":\"a\"}},\"web\":{}", "web")]
    [InlineData("\"web\":{\"webPageDetails\":{\"name\":\"a\",\"xdm:name\":\"b\"}}", "web.webPageDetails.name")]
    [InlineData("\"i\":[{\"p\":1},{\"p\":1,\"p\":2}]", "i[*].p")]
    [InlineData("\"_acme\":{\"x\":1},\"https://ns.adobe.com/acme/x\":2", "_acme.x")]
    [InlineData("\"identityMap\":{\"ECID\":[{\"id\":\"a\",\"id\":\"b\"}]}", "identityMap")]
    [InlineData("\"identityMap\":{\"ECID\":[{\"id\":\"a\",\"primary\":true,\"primary\":false}]}", "identityMap")]
    [InlineData("\"identityMap\":{\"ECID\":[{\"id\":\"a\"}],\"ECID\":[{\"id\":\"b\"}]}", "identityMap")]
    [InlineData("\"identityMap\":{},\"xdm:identityMap\":{}", "identityMap")]
    public void A_property_that_is_read_and_stands_twice_is_a_fault(string properties, string path)
    {
        var decoding = Twice();
        var fault = decoding.Decode(Event(properties));
        Assert.Equal((FaultCode.Malformed, path), (fault?.Code, fault?.Path));
        Assert.Contains("twice", fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"other\":1,\"other\":2")]
    [InlineData("\"web\":{\"x\":1,\"x\":2,\"webPageDetails\":{\"name\":\"a\"}}")]
    [InlineData("\"i\":[{\"p\":1},{\"p\":2}]")]
    [InlineData("\"_acme\":{\"x\":1},\"https://ns.adobe.com/acme/y\":2")]
    public void A_property_that_nobody_reads_may_stand_twice(string properties) => Assert.Null(Twice().Decode(Event(properties)));

    [Fact]
    public void Broken_utf8_is_malformed_wherever_it_stands()
    {
        foreach (var bad in new byte[][] { [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82] })
        {
            byte[] payload = [.. "{\"timestamp\":0,\"x\":\""u8, .. bad, .. "\"}"u8];
            Assert.Equal(FaultCode.Malformed, new JsonDecoding(DecodeLimits.Default).Decode(payload)?.Code);
        }
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over() =>
        Assert.Null(new JsonDecoding(DecodeLimits.Default).Decode([.. "\uFEFF"u8, .. " {\"timestamp\":0}\r\n\t "u8]));

    [Fact]
    public void A_bad_row_leaves_its_neighbours_alone()
    {
        var projection = new Projection([new(XdmPath.Parse("a"), Text), new(XdmPath.Parse("i[*].p"), ColumnShape.List(ColumnType.Text))]);
        var decoder = new JsonEventDecoder(projection, DecodeLimits.Default);
        var batch = new EventBatch(projection, 3);
        string[] events =
        [
            "{\"timestamp\":0,\"_id\":\"1\",\"a\":\"x\",\"i\":[{\"p\":\"y\"}]}",
            "{\"timestamp\":0,\"_id\":\"2\",\"a\":\"zzz\",\"i\":[{\"p\":\"w\"},{\"p\":5}]}",
            "{\"timestamp\":0,\"_id\":\"3\",\"a\":\"u\",\"i\":[{\"p\":\"v\"},{}]}",
        ];
        foreach (var e in events)
            decoder.Decode(Encoding.UTF8.GetBytes(e), batch, batch.Add(0, null));
        Assert.Equal(" \"1\" null null 0 null \"x\" [\"y\"]", ColumnText.OfRow(batch, 0));
        Assert.Equal(FaultCode.TypeMismatch, batch.Faults[1]?.Code);
        Assert.Equal(" \"3\" null null 0 null \"u\" [\"v\",null]", ColumnText.OfRow(batch, 2));
    }

    [Fact]
    public void Messages_hold_no_payload_values()
    {
        var decoding = new JsonDecoding(DecodeLimits.Default, ("web.webPageDetails.name", Text), ("n", Whole));
        foreach (
            var json in new[] { "{\"timestamp\":\"s3cret\"}", "{\"timestamp\":0,\"n\":\"s3cret\"}", "{\"timestamp\":0,\"s3cret\":s3cret}" }
        )
            Assert.DoesNotContain("s3cret", decoding.Decode(Encoding.UTF8.GetBytes(json))!.ToString(), StringComparison.Ordinal);
    }

    private static JsonDecoding Twice() =>
        new(
            DecodeLimits.Default,
            ("web.webPageDetails.name", Text),
            ("i[*].p", ColumnShape.List(ColumnType.Int64)),
            ("_acme.x", Whole),
            ("_acme.y", Whole)
        );
}
