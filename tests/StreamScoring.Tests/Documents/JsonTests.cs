using StreamScoring.Documents;
using Xunit;

namespace StreamScoring.Tests.Documents;

public sealed class JsonTests
{
    [Fact]
    public void Integers_and_floats_are_told_apart()
    {
        var root = DocumentParser
            .Parse("""{"a": 1, "b": 1.0, "c": 1e2, "d": -9223372036854775808, "e": {"$": "-Infinity"}, "f": {"$": "other"}}""", "x.json")
            .Require();
        Assert.Equal(1L, Value(root["a"]));
        Assert.Equal(1.0, Value(root["b"]));
        Assert.Equal(100.0, Value(root["c"]));
        Assert.Equal(long.MinValue, Value(root["d"]));
        Assert.Equal(double.NegativeInfinity, Value(root["e"]));
        Assert.IsType<DocumentMap>(root["f"]);
    }

    [Theory]
    [InlineData("{\n  \"ä\": 1, \"b\": 2, \"b\": 3}", 2, 19, "stands twice")]
    [InlineData("{\"a\": 1}\n{\"b\": 2}", 2, 1, "")]
    [InlineData("{\"a\": \"\\ud800\"}", 1, 7, "surrogate")]
    [InlineData("{\"a\": 9223372036854775808}", 1, 7, "64 bits")]
    [InlineData("{\"a\": 1e999}", 1, 7, "too large")]
    [InlineData("[1]", 1, 1, "must be a map")]
    [InlineData("{\"a\": 1,}", 1, 9, "not JSON")]
    [InlineData("{\"a\": // no\n 1}", 1, 7, "not JSON")]
    [InlineData("", 1, 1, "not JSON")]
    public void What_is_wrong_is_said_with_its_place(string json, int line, int column, string message)
    {
        var error = Assert.Single(DocumentParser.Parse(json, "x.json").Errors);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(new DocumentPosition(line, column), error.Position);
    }

    [Fact]
    public void Depth_is_bounded()
    {
        var json = "{\"a\": " + new string('[', 100_000);
        Assert.Single(DocumentParser.Parse(json, "x.json").Errors);
    }

    [Fact]
    public void Without_a_known_ending_a_brace_means_json()
    {
        Assert.Single(DocumentParser.Parse("{a: 1}", "stdin").Errors);
        Assert.Empty(DocumentParser.Parse("{a: 1}", "stdin.yaml").Errors);
        Assert.Empty(DocumentParser.Parse("a: 1", "stdin").Errors);
    }

    private static object? Value(DocumentNode? node) => ((DocumentScalar)node!).Value;
}
