using StreamScoring.Documents;
using Xunit;

namespace StreamScoring.Tests.Documents;

public sealed class MapReaderTests
{
    [Fact]
    public void All_errors_come_at_once_in_the_order_of_the_file()
    {
        var errors = new DocumentErrors("c.yaml");
        var root = DocumentParser
            .Parse("port: no\nhost: 7\nspeeed: max\nwait: 5 apples\nflag: yes\nmode: fats\nlist: x\nlimit: 11\n", "c.yaml")
            .Require();
        var reader = new MapReader(root, errors);
        Assert.Null(reader.Integer("port"));
        Assert.Null(reader.Text("host"));
        Assert.Null(reader.Text("speed"));
        Assert.Null(reader.DurationNs("wait"));
        Assert.Null(reader.Flag("flag"));
        Assert.Null(reader.Choice("mode", "fast", "slow"));
        Assert.Null(reader.List("list"));
        Assert.Null(reader.Integer("limit", 1, 10));
        Assert.Null(reader.RequiredText("name", "a name"));
        reader.Finish();
        Assert.Equal(
            [
                "c.yaml:1:1: error: $: 'name' is missing: expected a name",
                "c.yaml:1:7: error: $.port: expected an integer, found text",
                "c.yaml:2:7: error: $.host: expected text, found an integer; put it in quotes if text is meant",
                "c.yaml:3:1: error: $.speeed: the key 'speeed' is not known here; did you mean 'speed'?",
                "c.yaml:4:7: error: $.wait: expected a duration such as 1h, 30min, 1h30min, 10s or 500ms (units: d, h, min, s, ms, us, ns)",
                "c.yaml:5:7: error: $.flag: expected true or false: in YAML 1.2 yes, no, on and off are text",
                "c.yaml:6:7: error: $.mode: 'fats' is not one of fast, slow; did you mean 'fast'?",
                "c.yaml:7:7: error: $.list: expected a list, found text",
                "c.yaml:8:8: error: $.limit: expected an integer from 1 to 10, found 11",
            ],
            errors.Problems.Select(p => p.ToString())
        );
    }

    [Theory]
    [InlineData("1h", 3_600_000_000_000)]
    [InlineData("30min", 1_800_000_000_000)]
    [InlineData("1h30min", 5_400_000_000_000)]
    [InlineData("1.5s", 1_500_000_000)]
    [InlineData(" 2 d ", 172_800_000_000_000)]
    [InlineData("7D", 604_800_000_000_000)]
    [InlineData("250us", 250_000)]
    [InlineData("0s", 0)]
    public void Durations_are_a_number_and_a_unit(string text, long ns)
    {
        Assert.True(Durations.TryParse(text, out var read));
        Assert.Equal(ns, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("h")]
    [InlineData("-1h")]
    [InlineData("1 hour")]
    [InlineData("0.5ns")]
    [InlineData("1..5s")]
    [InlineData("300000d")]
    [InlineData("99999999999999999999999999999999s")]
    [InlineData("106751d 23h 47min 17s 1h")]
    public void Other_texts_are_no_durations(string text) => Assert.False(Durations.TryParse(text, out _));

    [Theory]
    [InlineData("fillan", "fillna")]
    [InlineData("Fillna", "fillna")]
    [InlineData("fill_na", "fillna")]
    [InlineData("isnull", null)]
    [InlineData("zzz", null)]
    [InlineData("", null)]
    public void The_nearest_known_name_is_suggested(string wrong, string? expected) =>
        Assert.Equal(expected, Suggestion.For(wrong, ["fillna", "isna", "map"]));
}
