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
}
