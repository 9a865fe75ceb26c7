using System.Xml.Linq;
using Json.Schema;
using StreamScoring.Documents;
using StreamScoring.TestKit.Cli;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Cli.Commands;

public sealed class TestCommandTests
{
    private static readonly string s_sample = File.ReadAllText(CliProcess.Sample("luma.rules.tests.yaml"));

    [Fact]
    public void The_tests_of_the_sample_pass()
    {
        using var cli = new CliProcess();
        var result = cli.Run("test", CliProcess.Sample("luma.rules.tests.yaml"));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.EndsWith("5 of 5 tests passed\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_published_schema_accepts_the_sample_and_refuses_misspelt_keys()
    {
        var schema = JsonSchema.FromText(File.ReadAllText(Path.Combine(GoldenFolders.RepositoryRoot, "schemas", "rule-tests.schema.json")));
        Assert.True(Accepts(s_sample));
        Assert.False(Accepts(s_sample.Replace("placement:", "placment:", StringComparison.Ordinal)));
        Assert.False(Accepts(s_sample.Replace("reason: ranked", "reason: rankd", StringComparison.Ordinal)));

        bool Accepts(string yaml) =>
            schema
                .Evaluate(System.Text.Json.JsonDocument.Parse(CanonicalForm.Of(DocumentParser.Parse(yaml, "t.yaml").Require())).RootElement)
                .IsValid;
    }

    [Fact]
    public void What_comes_out_otherwise_is_told_with_its_place_and_makes_the_exit_code_1()
    {
        using var cli = new CliProcess();
        Write(
            cli,
            s_sample
                .Replace(
                    "offer: early-access, reason: ranked, losers: {bestsellers: lost-on-rank",
                    "offer: bestsellers, losers: {bestsellers: capped",
                    StringComparison.Ordinal
                )
                .Replace("{ann: [cart-abandoner]}", "{ann: [cart-abandonner]}", StringComparison.Ordinal)
        );
        var result = cli.Run("test", "--junit", "r.xml");
        Assert.Equal(1, result.Code);
        Assert.Contains("web-home-hero: expected [bestsellers], shows [early-access] (ranked)", result.Out, StringComparison.Ordinal);
        Assert.Contains("not bestsellers: lost on rank to early-access", result.Out, StringComparison.Ordinal);
        Assert.Contains("expected bestsellers to lose by 'capped', is 'lost-on-rank'", result.Out, StringComparison.Ordinal);
        Assert.Contains(
            "the rule set has no segment 'cart-abandonner'; did you mean 'cart-abandoner'?",
            result.Out,
            StringComparison.Ordinal
        );
        Assert.Contains("(- cart-abandonner, + cart-abandoner)", result.Out, StringComparison.Ordinal);
        Assert.Matches(@"my\.tests\.yaml:17:11: web-home-hero", result.Out);
        Assert.EndsWith("3 of 5 tests passed\n", result.Out, StringComparison.Ordinal);
        Assert.Equal(2, XDocument.Load(cli.Path("r.xml")).Descendants("failure").Count());
    }

    [Fact]
    public void An_event_that_cannot_be_scored_fails_its_test()
    {
        using var cli = new CliProcess();
        Write(cli, s_sample.Replace("timestamp: \"2018-12-10T12:00:00Z\"", "timestamp: \"soon\"", StringComparison.Ordinal));
        var result = cli.Run("test", "my.tests.yaml");
        Assert.Equal(1, result.Code);
        Assert.Contains("an event could not be scored: ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_wrong_gives_all_its_errors_and_runs_nothing()
    {
        using var cli = new CliProcess();
        cli.Write("my.tests.yaml", "tests: nope.yaml", "cases:", "  - nam: x", "    events: nope.jsonl", "    expect: {}");
        var result = cli.Run("test");
        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.Contains("there is no file 'nope.yaml' beside the tests", result.Error, StringComparison.Ordinal);
        Assert.Contains("there is no file 'nope.jsonl' beside the tests", result.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'name'?", result.Error, StringComparison.Ordinal);
        Assert.Contains("expects nothing", result.Error, StringComparison.Ordinal);
    }

    private static void Write(CliProcess cli, string tests)
    {
        foreach (var file in new[] { "luma.rules.yaml", "luma.graph.yaml", "gb_adobe.onnx", "gb_adobe.card.json" })
            File.Copy(CliProcess.Sample(file), cli.Path(file));
        File.WriteAllText(cli.Path("my.tests.yaml"), tests);
    }
}
