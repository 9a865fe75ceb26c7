using System.Text;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Wire;
using Xunit;
using static StreamScoring.Tests.Events.Wire.Json.JsonDecoding;

namespace StreamScoring.Tests.Events.Wire.Json;

public sealed class JsonLimitsTests
{
    private static readonly DecodeLimits s_small = new()
    {
        MaxEventBytes = 400,
        MaxDepth = 5,
        MaxItems = 3,
        MaxTextBytes = 10,
    };

    [Fact]
    public void An_event_may_be_as_long_as_allowed_and_no_longer()
    {
        Assert.Null(Code(Padded(400)));
        Assert.Equal(FaultCode.LimitExceeded, Code(Padded(401)));
    }

    [Theory]
    [InlineData("{0}", 4)]
    [InlineData("\"a\":{{\"b\":{{\"c\":{{\"x\":{0}}}}}}}", 1)]
    [InlineData("\"a\":{{\"b\":{{\"c\":{{\"d\":{0}}}}}}}", 1)]
    public void Nesting_is_bounded_in_what_is_read_and_what_is_not(string place, int allowed)
    {
        foreach (var (open, close) in new[] { ("[", "]"), ("{\"z\":", "}") })
        {
            string Nested(int n) => string.Concat(Enumerable.Repeat(open, n)) + "1" + string.Concat(Enumerable.Repeat(close, n));
            string Property(int n) => place.StartsWith('{') ? $"\"u\":{Nested(n)}" : string.Format(null, place, Nested(n));
            Assert.NotEqual(FaultCode.LimitExceeded, Code(Event(Property(allowed))));
            Assert.Equal(FaultCode.LimitExceeded, Code(Event(Property(allowed + 1))));
        }
    }

    [Theory]
    [InlineData("\"i\":[{\"p\":1},{},null]", null)]
    [InlineData("\"i\":[{\"p\":1},{},null,{}]", "i")]
    [InlineData("\"identityMap\":{\"A\":[{},{},{},{}]}", "identityMap")]
    [InlineData("\"identityMap\":{\"A\":[],\"B\":[],\"C\":[],\"D\":[]}", "identityMap")]
    [InlineData("\"unread\":[1,2,3,4,5]", null)]
    public void Items_of_an_array_that_is_read_are_bounded(string properties, string? path)
    {
        var fault = Decoding().Decode(Event(properties));
        Assert.Equal(path, fault?.Path);
        Assert.Equal(path is null ? null : FaultCode.LimitExceeded, fault?.Code);
    }

    [Theory]
    [InlineData("\"_id\":\"0123456789\"", null)]
    [InlineData("\"_id\":\"0123456789a\"", "_id")]
    [InlineData("\"_id\":\"\\u0030\\u0030\\u0030\\u0030\\u0030\\u0030\\u0030\\u0030\\u0030\\u0030\"", null)]
    [InlineData("\"_id\":\"\\u0030\\u0030\\u0030\\u0030\\u0030\\u0030\\u0030\\u0030\\u0030\\u0030a\"", "_id")]
    [InlineData("\"i\":[{\"t\":\"0123456789a\"}]", "i[*].t")]
    [InlineData("\"v\":[\"0123456789a\"]", "v")]
    [InlineData("\"identityMap\":{\"A\":[{\"id\":\"12345678\"}]}", null)]
    [InlineData("\"identityMap\":{\"A\":[{\"id\":\"123456789\"}]}", "identityMap")]
    [InlineData("\"unread\":\"0123456789abc\"", null)]
    public void Texts_that_are_read_are_bounded_after_unescaping(string properties, string? path)
    {
        var fault = Decoding().Decode(Encoding.UTF8.GetBytes("{\"timestamp\":0," + properties + "}"));
        Assert.Equal(path, fault?.Path);
        Assert.Equal(path is null ? null : FaultCode.LimitExceeded, fault?.Code);
    }

    [Fact]
    public void The_default_depth_is_64_and_no_more_can_be_asked_for()
    {
        string Nested(int n) => "\"u\":" + new string('[', n) + new string(']', n);
        var decoding = new JsonDecoding(DecodeLimits.Default);
        Assert.Null(decoding.Decode(Event(Nested(63))));
        Assert.Equal(FaultCode.LimitExceeded, decoding.Decode(Event(Nested(64)))?.Code);
        Assert.Equal(FaultCode.LimitExceeded, decoding.Decode(Event("\"u\":" + new string('[', 500_000)))?.Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeLimits { MaxDepth = 65 });
    }

    private static byte[] Padded(int length) => Encoding.UTF8.GetBytes("{\"timestamp\":0}".PadRight(length));

    private static FaultCode? Code(byte[] payload) => Decoding().Decode(payload)?.Code;

    private static JsonDecoding Decoding() =>
        new(
            s_small,
            ("a.b.c.d", Whole),
            ("i[*].p", ColumnShape.List(ColumnType.Int64)),
            ("i[*].t", ColumnShape.List(ColumnType.Text)),
            ("v", ColumnShape.Vector(ColumnType.Text, 1))
        );
}
