using StreamScoring.TestKit.Cli;
using Xunit;

namespace StreamScoring.Tests.Cli.Commands;

public sealed class LintCommandTests
{
    [Fact]
    public void A_graph_that_is_wrong_gives_all_its_errors_as_json_and_exit_code_1()
    {
        using var cli = new CliProcess();
        cli.Write("g.yaml", "graph: g", "versio: 1");
        var result = cli.Run("lint", "g.yaml", "-o", "json");
        Assert.Equal(1, result.Code);
        var problems = result.Json().GetProperty("problems").EnumerateArray().ToList();
        Assert.True(problems.Count >= 3, result.Out);
        Assert.Contains(problems, p => p.GetProperty("message").GetString()!.Contains("did you mean 'version'?", StringComparison.Ordinal));
        Assert.All(problems, p => Assert.Equal("error", p.GetProperty("severity").GetString()));
    }

    [Fact]
    public void The_bundled_graph_is_fine_and_no_folder_of_the_user_is_littered()
    {
        using var cli = new CliProcess();
        var result = cli.Run("lint");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains(": fine, sha256:", result.Out, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(cli.Folder));
    }

    [Fact]
    public void A_rule_set_that_is_wrong_gives_all_its_errors_with_line_and_column()
    {
        using var cli = new CliProcess();
        cli.Write(
            "g.rules.yaml",
            "rules: g",
            "version: 1",
            "segments:",
            "  a:",
            "    when: 'score(\"luma-purchse\") > 0.5'",
            "  b:",
            "    wen: 'true'"
        );
        var result = cli.Run("lint", "g.rules.yaml", "-g", CliProcess.Sample("luma.graph.yaml"));
        Assert.Equal(1, result.Code);
        Assert.Contains("g.rules.yaml:5:11: error: $.segments.a.when: ", result.Out, StringComparison.Ordinal);
        Assert.Contains("there is no service 'luma-purchse'; did you mean 'luma-purchase'?", result.Out, StringComparison.Ordinal);
        Assert.Contains(
            "g.rules.yaml:7:5: error: $.segments.b.wen: the key 'wen' is not known here; did you mean 'when'?",
            result.Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_graphs_services_are_taken_as_named_and_the_cost_of_each_rule_is_told()
    {
        using var cli = new CliProcess();
        cli.Write(
            "own.rules.yaml",
            "rules: own",
            "version: 1",
            "segments:",
            "  hot: {when: 'score(\"mine\", \"p\") > 0.5 and score(\"mine\") < 2'}",
            "  often: {when: 'xEvent[timestamp occurs <= 3 days before now].count() > 9'}"
        );
        var result = cli.Run("lint", "own.rules.yaml", "-o", "json");
        Assert.Equal((0, ""), (result.Code, result.Error));
        var rules = result.Json().GetProperty("costs").GetProperty("rules").EnumerateArray().ToList();
        Assert.Equal(["event", "history"], rules.Select(r => r.GetProperty("class").GetString()));
        Assert.Equal([0, 259_200], rules.Select(r => r.GetProperty("historySeconds").GetDouble()));
        Assert.All(rules, r => Assert.True(r.GetProperty("operations").GetInt64() > 0));
    }

    [Fact]
    public void Fields_that_sample_events_never_set_where_a_rule_looks_are_warned_of()
    {
        using var cli = new CliProcess();
        cli.Write(
            "own.rules.yaml",
            "rules: own",
            "version: 1",
            "segments:",
            "  big: {when: 'event.eventType = \"commerce.checkouts\" and event.productListItems.priceTotal.sum() > 100'}"
        );
        var result = cli.Run("lint", "own.rules.yaml", "--in", CliProcess.Sample("luma_events.jsonl.gz"));
        Assert.Equal(0, result.Code);
        Assert.Contains(
            "own.rules.yaml:4:15: warning: $.segments.big.when: 'productListItems.priceTotal' is not set on any",
            result.Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_rule_that_costs_more_than_it_may_is_refused()
    {
        using var cli = new CliProcess();
        cli.Write(
            "own.rules.yaml",
            "rules: own",
            "version: 1",
            "segments:",
            "  pairs: {when: 'exists A from xEvent where A.timestamp occurs <= 3 days before now, B from xEvent where B.timestamp occurs <= 3 days before now and B.eventType = A.eventType'}"
        );
        var result = cli.Run("lint", "own.rules.yaml");
        Assert.Equal(1, result.Code);
        Assert.Contains("$.segments.pairs.when: ", result.Out, StringComparison.Ordinal);
        Assert.Contains("operations", result.Out, StringComparison.Ordinal);
    }
}
