using System.Text;
using StreamScoring.Documents;
using Xunit;

namespace StreamScoring.Tests.Documents;

public sealed class YamlTests
{
    [Theory]
    [InlineData("no", "no")]
    [InlineData("yes", "yes")]
    [InlineData("off", "off")]
    [InlineData("12:30:00", "12:30:00")]
    [InlineData("2018-11-05", "2018-11-05")]
    [InlineData("1_000", "1_000")]
    [InlineData("0b11", "0b11")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("e5", "e5")]
    [InlineData("'7'", "7")]
    [InlineData("\"null\"", "null")]
    [InlineData("!!str 7", "7")]
    [InlineData("nan", "nan")]
    [InlineData("+", "+")]
    public void Text_stays_text(string yaml, string expected) => Assert.Equal(expected, Value(yaml));

    [Fact]
    public void Core_schema_scalars_have_their_types()
    {
        Assert.Null(Value("~"));
        Assert.Null(Value(""));
        Assert.Equal(true, Value("True"));
        Assert.Equal(false, Value("FALSE"));
        Assert.Equal(10L, Value("010"));
        Assert.Equal(8L, Value("0o10"));
        Assert.Equal(255L, Value("0xfF"));
        Assert.Equal(-7L, Value("-7"));
        Assert.Equal(1.0, Value("1."));
        Assert.Equal(0.5, Value(".5"));
        Assert.Equal(1000.0, Value("1e3"));
        Assert.Equal(7.0, Value("!!float 7"));
        Assert.Equal(double.NegativeInfinity, Value("-.inf"));
        Assert.Equal(double.NaN, Value(".nan"));
        Assert.Equal(double.NaN, Value("{\"$\": \"NaN\"}"));
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3", 3, 1, "stands twice")]
    [InlineData("a: {x: 1, x: 2}", 1, 11, "stands twice")]
    [InlineData("a: 1\n---\nb: 2", 2, 1, "second document")]
    [InlineData("a: *nothing", 1, 4, "no anchor '&nothing'")]
    [InlineData("a: &a [*a]", 1, 8, "no anchor '&a'")]
    [InlineData("a: !ruby/object x", 1, 4, "tag")]
    [InlineData("a: !!binary eHg=", 1, 4, "tag")]
    [InlineData("a: !!int x", 1, 4, "no int")]
    [InlineData("a: 99999999999999999999", 1, 4, "64 bits")]
    [InlineData("a: 0xffffffffffffffffff", 1, 4, "64 bits")]
    [InlineData("? [a]\n: 1", 1, 3, "key must be plain text")]
    [InlineData("- a", 1, 1, "must be a map")]
    [InlineData("", 1, 1, "empty")]
    [InlineData("# only a comment", 1, 1, "empty")]
    public void What_is_wrong_is_said_with_its_place(string yaml, int line, int column, string message)
    {
        var error = Assert.Single(DocumentParser.Parse(yaml, "x.yaml").Errors);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(new DocumentPosition(line, column), error.Position);
    }

    [Theory]
    [InlineData("a: [1, 2")]
    [InlineData("a: b: c")]
    [InlineData("a: \"\\q\"")]
    [InlineData("a:\n\t- b")]
    public void Broken_yaml_is_an_error(string yaml) =>
        Assert.Contains("not YAML", Assert.Single(DocumentParser.Parse(yaml, "x.yaml").Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void Aliases_repeat_what_was_anchored_under_their_own_path()
    {
        var root = DocumentParser.Parse("a: &x {k: [1]}\nb: *x", "x.yaml").Require();
        Assert.Equal("""{"a":{"k":[1]},"b":{"k":[1]}}""", CanonicalForm.Of(root));
        Assert.Equal("$.b.k[0]", ((DocumentList)((DocumentMap)root["b"]!)["k"]!).Items[0].Path);
    }

    [Fact]
    public void A_billion_laughs_are_refused()
    {
        var yaml = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (var i = 1; i < 12; i++)
            yaml.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        Assert.Contains(
            "once its aliases are written out",
            Assert.Single(DocumentParser.Parse(yaml.ToString(), "x.yaml").Errors).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    public void Depth_is_bounded(string open, string close)
    {
        string Nested(int depth) =>
            "x: " + string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
        Assert.Empty(DocumentParser.Parse(Nested(60), "x.yaml").Errors);
        Assert.Contains("deep", Assert.Single(DocumentParser.Parse(Nested(5000), "x.yaml").Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_know_their_line_and_path()
    {
        var root = DocumentParser.Parse("graph: g\nnodes:\n  - id: a\n    'odd key': {x: 1}\n", "x.yaml").Require();
        var node = (DocumentMap)((DocumentList)root["nodes"]!).Items[0];
        Assert.Equal(new DocumentPosition(3, 5), node.Position);
        Assert.Equal("$.nodes[0]['odd key'].x", ((DocumentMap)node["odd key"]!)["x"]!.Path);
        Assert.Equal(new DocumentPosition(4, 16), node["odd key"]!.Position);
    }

    private static object? Value(string yaml) => ((DocumentScalar)DocumentParser.Parse($"v: {yaml}", "x.yaml").Require()["v"]!).Value;
}
