using StreamScoring.TestKit.Cli;
using Xunit;

namespace StreamScoring.Tests.Cli.Commands;

public sealed class EvalCommandTests
{
    [Theory]
    [InlineData("--profile", "{\"a\":\"\\ud83d\"}", "f.json:1:6: this text holds half of a surrogate pair")]
    [InlineData("--profile", "{\n  \"a\": ?\n}", "f.json:2:8: this is no JSON: '?' cannot stand here")]
    [InlineData("--profile", "{\"a\":", "f.json:2:1: this is no JSON: it ends too early")]
    [InlineData("--profile", "[1]", "f.json:1:1: expected a profile, an object of its fields, found a list")]
    [InlineData("--profile", "null", "expected a profile, an object of its fields, found null")]
    [InlineData("--event", "3", "f.json:1:1: expected an event, an object such as")]
    [InlineData("--history", "{}\n{}\n[1]", "f.json:3:1: expected an event")]
    [InlineData("--history", "{}\n{\"a\" 1}", "f.json:2:6: this is no JSON: '1' cannot stand here")]
    [InlineData("--history", "[{}, 1]", "f.json: event 2 of the list: expected an event")]
    [InlineData("--context", "[]", "f.json:1:1: expected an object of roots by name, found a list")]
    [InlineData(
        "--context",
        "{\"scores\":[1]}",
        "f.json: 'scores': expected an object of scores by service, such as {\"luma\": 0.5}, found a list"
    )]
    [InlineData("--context", "{\"scores\":0.5}", "f.json: 'scores': expected an object of scores by service")]
    [InlineData("--context", "{\"scores\":{\"a\":\"x\"}}", "f.json: 'scores.a': expected a number, an object of outputs")]
    [InlineData("--context", "{\"scores\":{\"a\":[1]}}", "f.json: 'scores.a[0]': expected an object such as")]
    [InlineData(
        "--context",
        "{\"scores\":{\"a\":[{\"time\":1773225000000,\"p\":0.5}]}}",
        "f.json: 'scores.a[0].time': expected a time such as \"2026-03-11T10:30:00Z\", found a number"
    )]
    [InlineData("--context", "{\"scores\":{\"a\":{\"p\":true}}}", "f.json: 'scores.a.p': expected a number, found true or false")]
    [InlineData("--context", "{\"tables\":[]}", "f.json: 'tables': expected an object of tables by name, found a list")]
    [InlineData("--context", "{\"tables\":{\"t\":1}}", "f.json: 'tables.t': expected a table")]
    [InlineData("--context", "{\"segments\":{\"ups\":1}}", "f.json: 'segments.ups': expected an object of memberships by id")]
    public void A_wrong_file_is_named_with_what_was_expected(string option, string content, string said)
    {
        using var cli = new CliProcess();
        cli.Write("f.json", content);
        var result = cli.Run("eval", "score(\"a\").max(30 minutes)", option, "f.json");
        Assert.Equal(2, result.Code);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("BytePositionInLine", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Out);
    }

    [Theory]
    [InlineData("--event", "no.json", "--event: 'no.json' does not exist")]
    [InlineData("--context", "no.json", "--context: 'no.json' does not exist")]
    [InlineData("--history", ".", "--history: '.' is a folder")]
    [InlineData("--now", "soon", "--now takes a time such as 2026-03-11T10:30:00Z, found 'soon'")]
    public void A_missing_file_is_named_with_its_option(string option, string value, string said)
    {
        using var cli = new CliProcess();
        var result = cli.Run("eval", "1", option, value);
        Assert.Equal(2, result.Code);
        Assert.Equal($"error: {said}", result.Error.TrimEnd().Split(';')[0]);
    }

    [Fact]
    public void A_name_that_nothing_answers_to_gets_a_note_beside_the_value()
    {
        using var cli = new CliProcess();
        cli.Write("p.json", """{"person":{"age":3}}""");
        cli.Write("h.jsonl", """{"timestamp":"2026-03-11T09:00:00Z","a":1}""", """{"timestamp":"2026-03-11T10:00:00Z"}""");

        var misspelt = cli.Run("eval", "xEvnt.count()");
        Assert.Equal((0, "0"), (misspelt.Code, misspelt.Out.Trim()));
        Assert.Equal("note: 'xEvnt' is no field of anything given; did you mean 'xEvent'?", misspelt.Error.Trim());

        Assert.Equal("", cli.Run("eval", "age > 3").Error);
        Assert.Equal(
            "note: 'persn' is no field of 'p.json'; did you mean 'person'?",
            cli.Run("eval", "persn.age > 3", "--profile", "p.json").Error.Trim()
        );
        Assert.Equal(
            "note: 'zzzzzz' is no field of 'p.json'; it counts as null",
            cli.Run("eval", "zzzzzz", "--profile", "p.json").Error.Trim()
        );
        Assert.Equal("", cli.Run("eval", "person.agee", "--profile", "p.json").Error);
        Assert.Equal(
            "note: no event has 'timestmp'; did you mean 'timestamp'?",
            cli.Run("eval", "CHAIN(xEvent, timestmp, [A: WHAT(a = 1)])", "--history", "h.jsonl").Error.Trim()
        );
        Assert.Equal("", cli.Run("eval", "CHAIN(xEvent, timestamp, [A: WHAT(a = 1)])", "--history", "h.jsonl").Error);
    }

    [Fact]
    public void The_explanation_says_over_how_long_a_score_is_taken()
    {
        using var cli = new CliProcess();
        cli.Write(
            "c.json",
            """{"scores":{"a":[{"time":"2026-03-11T10:00:00Z","p":0.9},{"time":"2026-03-11T10:29:59Z","p":0.5}]},"offer":{"rank":1},"offer":{"rank":2}}"""
        );
        var result = cli.Run(
            "eval",
            "score(\"a\").max(30 minutes) > score(\"a\") and offer.rank = 1",
            "--context",
            "c.json",
            "--now",
            "2026-03-11T10:30:00Z",
            "--explain"
        );
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.StartsWith("true", result.Out, StringComparison.Ordinal);
        Assert.Contains("scores: max of a over 30 minutes, a\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("lists of 100 and texts of 1,000 bytes", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_now_the_newest_event_says_what_time_it_is()
    {
        using var cli = new CliProcess();
        cli.Write("h.json", """[{"timestamp":1773225000000},{"timestamp":"2026-03-11T09:00:00Z"}]""");
        var result = cli.Run("eval", "xEvent[timestamp occurs <= 1 hour before now].count()", "--history", "h.json");
        Assert.Equal((0, "1"), (result.Code, result.Out.Trim()));
    }
}
