using Xunit;

namespace StreamScoring.Tests.Cli.Commands;

public sealed class WrongUseTests
{
    [Theory]
    [InlineData("scor", "'streamscoring' does not know 'scor'; did you mean 'score'?")]
    [InlineData("", "'streamscoring' needs a verb: run, score, lint, deploy, worker, produce, eval, topics, config")]
    [InlineData("topics lst", "'streamscoring topics' does not know 'lst'; did you mean 'list'?")]
    [InlineData("run --sped 3", "'streamscoring run' does not know '--sped'; did you mean '--speed'?")]
    [InlineData("run --speed fast", "--speed takes events a second, such as 200, or max, found 'fast'")]
    [InlineData("run --speed nan", "--speed takes")]
    [InlineData("run --history -1", "--history takes a whole number of at least 0, found '-1'")]
    [InlineData("run --in nothing.jsonl", "'nothing.jsonl' does not exist")]
    [InlineData("score --in e.jsonl", "'--out' is required")]
    [InlineData("score --in e.jsonl --out s.jsonl --partitions 0", "--partitions takes a whole number from 1 to 1024, found '0'")]
    [InlineData("score --in e.jsonl --out e.jsonl", "--in and --out are the same file")]
    [InlineData("score --in e.jsonl --out s.jsonl --features s.jsonl", "--out and --features are the same file")]
    [InlineData("score --in e.jsonl --out s.jsonl --history s.jsonl", "--history: 's.jsonl' does not exist")]
    [InlineData("score --in e.jsonl --out s.jsonl.gz", "not gzipped")]
    [InlineData("score --in e.jsonl --out none/s.jsonl", "does not exist")]
    [InlineData("score --in . --out s.jsonl", "'.' is a folder")]
    [InlineData("score --in e.jsonl --out s.jsonl -g no.yaml", "no.yaml")]
    [InlineData("score --in e.jsonl --out s.jsonl -o xml", "--output takes json or table, found 'xml'")]
    [InlineData("score --in e.jsonl --out s.jsonl --set pipeline.format=avro", "score writes JSON lines")]
    [InlineData("score --in e.jsonl --out s.jsonl --set oops", "--set takes KEY=VALUE")]
    [InlineData("score --in e.jsonl --out s.jsonl --set pipeline.batchsize=3", "did you mean 'batchSize'?")]
    [InlineData("lint no.yaml", "'no.yaml' does not exist")]
    [InlineData("lint --config no.yaml", "the configuration file does not exist")]
    [InlineData("topics list", "there is no log in 'artifacts/run'")]
    [InlineData("topics read scores --log 2018 --last -3", "--last takes a whole number of at least 0")]
    public void Wrong_use_is_exit_code_2_and_says_what_to_do(string line, string said)
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", "{}");
        var result = cli.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, result.Code);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Out);
        Assert.Equal(["e.jsonl"], Directory.EnumerateFileSystemEntries(cli.Folder).Select(Path.GetFileName));
        Assert.Equal(["{}"], cli.Lines("e.jsonl"));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run --help")]
    [InlineData("score --help")]
    [InlineData("lint --help")]
    [InlineData("topics --help")]
    [InlineData("topics list --help")]
    [InlineData("topics read --help")]
    [InlineData("config --help")]
    public void Every_verb_has_help_with_examples(string line)
    {
        using var cli = new CliProcess();
        var result = cli.Run(line.Split(' '));
        Assert.Equal(0, result.Code);
        Assert.Contains("Examples:", result.Out, StringComparison.Ordinal);
        Assert.Contains("  streamscoring " + line[..^"--help".Length].TrimEnd(), result.Out, StringComparison.Ordinal);
    }
}
