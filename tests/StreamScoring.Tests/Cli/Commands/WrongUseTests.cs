using StreamScoring.TestKit.Cli;
using Xunit;

namespace StreamScoring.Tests.Cli.Commands;

public sealed class WrongUseTests
{
    [Theory]
    [InlineData("scor", "'streamscoring' does not know 'scor'; did you mean 'score'?")]
    [InlineData(
        "",
        "'streamscoring' needs a verb: run, score, decide, explain, people, lint, test, deploy, worker, produce, eval, topics, status, dlq, config"
    )]
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
    [InlineData("topics read scores --log 2018 --bootstrap h:1", "give one of them")]
    [InlineData("worker", "no cluster is named: --bootstrap HOST:PORT")]
    [InlineData("worker -b h:1 --http here", "expected HOST:PORT such as 127.0.0.1:9464, found 'here'")]
    [InlineData("worker -b h:1 --http nowhere:0", "'nowhere' is no address of this machine")]
    [InlineData("worker -b h:1 --log-format xml", "'xml' is not one of text, json")]
    [InlineData("worker -b h:1 --set kafka.settings.acks=1", "kafka.settings.acks is not to be set")]
    [InlineData("worker -b h:1 --set kafka.settings.test.mock.num.brokers=1", "settings for tests of the client are not accepted")]
    [InlineData("worker -b h:1 --set registry.settings.schema.registry.url=http://x", "set registry.url")]
    [InlineData("worker -b h:1 --set registry.url=http://x --set registry.settings.schema.registry.max.retries=0", "must be 1 or more")]
    [InlineData("produce -b h:1 --in e.jsonl --avro", "--avro needs a schema registry: set registry.url")]
    [InlineData("produce -b h:1 --in e.jsonl --schema e.jsonl", "--schema is for --avro")]
    [InlineData("produce -b h:1 --in e.jsonl --rate 0", "--rate takes events a second, more than 0")]
    [InlineData("status", "there is no log in 'artifacts/run'")]
    [InlineData("dlq", "'streamscoring dlq' needs a verb: ls, show, retry")]
    [InlineData("dlq ls", "there is no log in 'artifacts/run'")]
    [InlineData("dlq retry --limit 0", "--limit takes a whole number from 1 to 1000, found '0'")]
    [InlineData("deploy", "name graph documents, a rule set, or --previous to go back")]
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
    [InlineData("topics init --help")]
    [InlineData("topics describe --help")]
    [InlineData("topics check --help")]
    [InlineData("worker --help")]
    [InlineData("produce --help")]
    [InlineData("deploy --help")]
    [InlineData("status --help")]
    [InlineData("dlq --help")]
    [InlineData("dlq ls --help")]
    [InlineData("dlq show --help")]
    [InlineData("dlq retry --help")]
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
