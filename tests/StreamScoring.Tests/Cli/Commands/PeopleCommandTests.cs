using System.Text.Json;
using StreamScoring.TestKit.Cli;
using Xunit;

namespace StreamScoring.Tests.Cli.Commands;

/// <summary><c>people</c> and <c>explain</c> on a log that <c>run</c> wrote.</summary>
public sealed class PeopleCommandTests : IDisposable
{
    private readonly CliProcess _cli = new();

    public PeopleCommandTests()
    {
        _cli.Write(
            "e.jsonl",
            Event(1, "ann", "2018-12-10T12:00:00Z", "commerce.productListAdds", "luma:content:luma:us:en:cart"),
            Event(2, "anton", "2018-12-10T12:10:00Z", "commerce.productViews", "luma:home"),
            Event(3, "bob", "2018-12-10T12:40:00Z", "commerce.productViews", "luma:home"),
            Event(4, "ann", "2018-12-10T12:50:00Z", "web.webpagedetails.pageViews", "luma:home"),
            Event(5, "bob", "2018-12-10T13:00:00Z", "commerce.productViews", "luma:home")
        );
        _cli.Write(
            "p.jsonl",
            """{"identityMap":{"ECID":[{"id":"ann","primary":true}]},"loyalty":{"tier":"gold"},"_repo":{"modifyDate":"2018-12-10T12:45:00Z"}}"""
        );
        var run = _cli.Run("run", "--in", "e.jsonl", "--profiles", "p.jsonl", "--speed", "max", "--log", "l");
        Assert.True(run.Code == 0, run.Error + run.Out);
    }

    [Fact]
    public void People_are_listed_with_their_segments()
    {
        var all = _cli.Run("people", "ls", "--log", "l");
        Assert.Equal((0, ""), (all.Code, all.Error));
        Assert.Equal(["ECID:ann", "ECID:anton", "ECID:bob"], Lines(all).Select(l => l.Split(' ')[0]));
        var left = _cli.Run("people", "ls", "--log", "l", "--segment", "cart-abandoner");
        Assert.StartsWith("ECID:ann  ", Assert.Single(Lines(left)), StringComparison.Ordinal);
        var wrong = _cli.Run("people", "ls", "--log", "l", "--segment", "cart-abandonner");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("did you mean 'cart-abandoner'?", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_is_shown_with_profile_memberships_history_and_decisions()
    {
        var shown = _cli.Run("people", "show", "ann", "--log", "l", "-o", "json");
        Assert.Equal((0, ""), (shown.Code, shown.Error));
        var person = shown.Json();
        Assert.Equal("gold", person.GetProperty("profile").GetProperty("loyalty").GetProperty("tier").GetString());
        Assert.Equal(2, person.GetProperty("history").GetProperty("events").GetInt32());
        var segment = Single(person, "segments", "segment", "cart-abandoner");
        Assert.Equal("2018-12-10T12:30:00Z", segment.GetProperty("since").GetString());
        Assert.Contains(
            "early-access",
            Single(person, "decisions", "placement", "web-home-hero").GetProperty("offers").ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "segment:   cart-abandoner since 2018-12-10T12:30:00Z, until ",
            _cli.Run("people", "show", "ann", "--log", "l").Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Why_a_person_is_in_a_segment_is_told_as_of_any_moment()
    {
        var now = Segment("--segment", "cart-abandoner");
        Assert.True(now.GetProperty("in").GetBoolean());
        Assert.All(
            now.GetProperty("because").EnumerateArray(),
            p => Assert.Equal(p.GetProperty("shouldBe").GetBoolean(), p.GetProperty("isTrue").GetBoolean())
        );

        var before = Segment("--segment", "cart-abandoner", "--at", "2018-12-10T12:20:00Z");
        Assert.False(before.GetProperty("in").GetBoolean());
        var miss = before.GetProperty("nearestMiss");
        Assert.Equal("A.timestamp occurs >= 30 minutes before now", miss.GetProperty("predicate").GetString());
        Assert.Equal("2018-12-10T12:30:00Z", miss.GetProperty("turnsAt").GetString());
    }

    [Fact]
    public void What_is_explained_of_the_newest_moment_is_what_the_log_keeps()
    {
        foreach (var who in new[] { "ann", "anton", "bob" })
        {
            var explained = Json("explain", "--identity", "ECID:" + who, "--log", "l", "-o", "json");
            var shown = Json("people", "show", "ECID:" + who, "--log", "l", "-o", "json");
            Assert.Equal(Since(shown, _ => true), Since(explained, s => s.GetProperty("in").GetBoolean()));
        }
    }

    [Fact]
    public void Why_an_offer_lost_is_told_from_the_record_of_the_moment()
    {
        var decisions = Json("explain", "-i", "ann", "--log", "l", "--placement", "web-home-hero", "-o", "json").GetProperty("decisions");
        var decision = Assert.Single(decisions.EnumerateArray());
        Assert.Contains("early-access", decision.GetProperty("offers").ToString(), StringComparison.Ordinal);
        Assert.Contains(
            decision.GetProperty("losers").EnumerateArray(),
            l => l.GetProperty("offer").GetString() == "bestsellers" && l.GetProperty("reason").GetString() == "lost-on-rank"
        );
        var before = Json(
            "explain",
            "-i",
            "ann",
            "--log",
            "l",
            "--placement",
            "web-home-hero",
            "--at",
            "2018-12-10T12:20:00Z",
            "-o",
            "json"
        );
        Assert.Empty(before.GetProperty("decisions").EnumerateArray());
    }

    [Theory]
    [InlineData("'an' is the beginning of 2 identities", "an")]
    [InlineData("did you mean 'anton'?", "antom")]
    public void An_identity_that_is_not_clear_is_wrong_use(string message, string who)
    {
        var result = _cli.Run("explain", "--identity", who, "--log", "l");
        Assert.Equal(2, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_the_first_event_there_is_nothing_to_explain()
    {
        var result = _cli.Run("explain", "--identity", "ann", "--log", "l", "--at", "2018-12-01");
        Assert.Equal(2, result.Code);
        Assert.Contains("ECID:ann has no event in the log up to 2018-12-01T00:00:00Z", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();

    private JsonElement Segment(params string[] args) =>
        Assert.Single(Json(["explain", "-i", "ann", "--log", "l", "-o", "json", .. args]).GetProperty("segments").EnumerateArray());

    private JsonElement Json(params string[] args)
    {
        var result = _cli.Run(args);
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result.Json();
    }

    private static List<string> Since(JsonElement person, Func<JsonElement, bool> which) =>
        [
            .. person
                .GetProperty("segments")
                .EnumerateArray()
                .Where(which)
                .Select(s => $"{s.GetProperty("segment").GetString()} {s.GetProperty("since").GetString()}"),
        ];

    private static JsonElement Single(JsonElement person, string list, string key, string value) =>
        Assert.Single(person.GetProperty(list).EnumerateArray(), e => e.GetProperty(key).GetString() == value);

    private static string[] Lines(CliResult result) => result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Event(int id, string who, string time, string type, string page) =>
        $$$"""{"_id":"e{{{id}}}","timestamp":"{{{time}}}","eventType":"{{{type}}}","identityMap":{"ECID":[{"id":"{{{who}}}","primary":true}]},"web":{"webPageDetails":{"name":"{{{page}}}"} } }""";
}
