using StreamScoring.Cli.Configuration;
using StreamScoring.Documents;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Cli.Configuration;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private static readonly Dictionary<string, string> s_nothing = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("config-").FullName;

    public static TheoryData<string> Keys => [.. ConfigurationKeys.All.Select(k => k.Path)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_listed_key_is_read_from_file_environment_and_flags_alike(string path)
    {
        var key = ConfigurationKeys.All.First(k => k.Path == path);
        var file = Write(Yaml(path, key.Example));
        // What stands below differs from the example in every key, so that a key which is accepted and not read shows.
        var below = Other(path);
        var fromFile = ConfigurationLoader.Load(file, s_nothing, [], below).Require();
        var fromVariable = ConfigurationLoader
            .Load(Write(""), new Dictionary<string, string> { [key.Variable.ToLowerInvariant()] = key.Example }, [], below)
            .Require();
        var fromFlag = ConfigurationLoader.Load(Write(""), s_nothing, [(path, key.Example)], below).Require();
        Assert.NotEqual(Text(below), Text(fromFlag));
        Assert.Equal(Text(fromFlag), Text(fromVariable));
        Assert.Equal(Text(fromFlag), Text(fromFile).Replace(_folder + "/", "", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_listed_key_shows_the_value_that_it_was_given_and_only_secrets_are_hidden(string path)
    {
        var key = ConfigurationKeys.All.First(k => k.Path == path);
        var shown = ConfigurationValues.Of(ConfigurationLoader.Load(Write(""), s_nothing, [(path, key.Example)]).Require());
        Assert.Equal(path.EndsWith(".settings", StringComparison.Ordinal) ? "(1 set, not shown)" : key.Example, shown[path]);
        Assert.Equal(ConfigurationKeys.All.Select(k => k.Path).Order(StringComparer.Ordinal), shown.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_listed_key_stands_in_the_page_of_the_command_line()
    {
        var page = File.ReadAllText(Path.Combine(GoldenFolders.RepositoryRoot, "src", "StreamScoring.Cli", "README.md"));
        var section = page[page.IndexOf("## Keys", StringComparison.Ordinal)..page.IndexOf("## Where to look", StringComparison.Ordinal)];
        var words = section.Split([' ', '\n', '`', '.', '·'], StringSplitOptions.RemoveEmptyEntries);
        Assert.All(ConfigurationKeys.All, k => Assert.All(k.Path.Split('.'), step => Assert.Contains(step, words)));
    }

    [Fact]
    public void Flags_go_over_the_environment_and_that_over_the_file()
    {
        var file = Write("pipeline: {batchSize: 1, batchBytes: 1, scoreSchemaId: 7}");
        var environment = new Dictionary<string, string>
        {
            ["STREAMSCORING__PIPELINE__BATCHSIZE"] = "2",
            ["STREAMSCORING__PIPELINE__BATCHBYTES"] = "2",
        };
        var config = ConfigurationLoader.Load(file, environment, [("pipeline.batchSize", "3")]).Require().Pipeline;
        Assert.Equal((3, 2, 7), (config.BatchSize, config.BatchBytes, config.ScoreSchemaId));
    }

    [Fact]
    public void Paths_of_the_file_are_relative_to_it_and_others_to_where_one_stands()
    {
        var file = Write("graphs: [g.yaml, /abs/g.yaml]", "schemas: s", "log: {path: l}", "models: {trials: t}");
        var config = ConfigurationLoader.Load(file, s_nothing, []).Require();
        Assert.Equal([Path.Combine(_folder, "g.yaml"), "/abs/g.yaml"], config.Graphs);
        Assert.Equal(
            [Path.Combine(_folder, "s"), Path.Combine(_folder, "l"), Path.Combine(_folder, "t")],
            [config.Schemas, config.LogPath, config.TrialsPath]
        );
        Assert.Equal("l", ConfigurationLoader.Load(file, s_nothing, [("log.path", "l")]).Require().LogPath);
    }

    [Theory]
    [InlineData("STREAMSCORING__PIPELINE__BATCHSIZ", "did you mean 'STREAMSCORING__PIPELINE__BATCHSIZE'?")]
    [InlineData("STREAMSCORING_PIPELINE_BATCHSIZE", "did you mean 'STREAMSCORING__PIPELINE__BATCHSIZE'?")]
    [InlineData("STREAMSCORING__QUITE_SOMETHING_ELSE", "`streamscoring config` lists what there is")]
    public void A_variable_with_our_prefix_that_is_no_key_is_an_error(string name, string said)
    {
        var problem = Assert.Single(Load(new Dictionary<string, string> { [name] = "1" }));
        Assert.Contains(name, problem, StringComparison.Ordinal);
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_variables_are_none_of_ours() =>
        Assert.Empty(Load(new Dictionary<string, string> { ["STREAMSCORING_GOLDEN_DIRS"] = "x", ["PIPELINE__BATCHSIZE"] = "x" }));

    [Theory]
    [InlineData("pipelin: {batchSize: 1}", "did you mean 'pipeline'?")]
    [InlineData("pipeline: {batchsize: 1}", "did you mean 'batchSize'?")]
    [InlineData("pipeline: {batchSize: 0}", "from 1 to 65536")]
    [InlineData("pipeline: {commitInterval: 2000h}", "at most 10min")]
    [InlineData("pipeline: {retryDelay: 5}", "expected a duration")]
    [InlineData("pipeline: {delivery: exactly_once}", "did you mean 'exactly-once'?")]
    [InlineData("topics: {scores: xdm.events}", "'xdm.events' is the name of more than one topic")]
    [InlineData("topics: {scores: ''}", "expected a topic's name")]
    [InlineData("identity: {order: [ECID, ECID]}", "ECID")]
    [InlineData("log: here", "expected a map")]
    [InlineData("registry: {settings: [1]}", "expected a map of the registry client's keys")]
    [InlineData("registry: {subjectStrategy: topics}", "did you mean 'topic'?")]
    [InlineData("telemetry: {otlp: nowhere}", "expected a URL")]
    public void What_is_wrong_in_a_file_is_said_with_its_place(string yaml, string said)
    {
        var problem = Assert.Single(ConfigurationLoader.Load(Write(yaml), s_nothing, []).Errors).ToString();
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void No_message_holds_a_setting_of_a_client_which_may_be_a_secret()
    {
        string[] wrong =
        [
            "{schema.registry.basic.auth.user.info: [s3cret]}",
            "{schema.registry.basic.auth.user.info: {a: [s3cret]}}",
            "{schema.registry.url: 'http://s3cret@x'}",
        ];
        foreach (var section in new[] { "registry", "kafka" })
        {
            foreach (var settings in wrong)
            {
                var problems = ConfigurationLoader.Load(Write($"{section}: {{settings: {settings}}}"), s_nothing, []).Problems;
                Assert.DoesNotContain("s3cret", string.Join('\n', problems), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Two_flags_may_exchange_the_names_of_topics() =>
        Assert.Empty(ConfigurationLoader.Load(Write(""), s_nothing, [("topics.scores", "xdm.events"), ("topics.events", "scores")]).Errors);

    private List<string> Load(Dictionary<string, string> environment) =>
        [.. ConfigurationLoader.Load(Write(""), environment, []).Errors.Select(e => e.ToString())];

    private string Write(params string[] yaml)
    {
        var file = Path.Combine(_folder, "streamscoring.yaml");
        File.WriteAllLines(file, yaml);
        return file;
    }

    private static string Yaml(string path, string value)
    {
        var steps = path.Split('.');
        return string.Concat(steps.Select(s => $"{{{s}: ")) + value + new string('}', steps.Length);
    }

    private static AppConfiguration Other(string path)
    {
        // Of each key a value that is neither the default nor the example.
        string other = path switch
        {
            "graphs" => "[x.yaml]",
            "identity.order" => "[Phone]",
            "kafka.settings" => "{client.rack: other}",
            "registry.settings" => "{schema.registry.request.timeout.ms: '7'}",
            "pipeline.passHeaders" => "[other]",
            "pipeline.passKey" => "false",
            "registry.autoRegister" => "false",
            "registry.subjectStrategy" => "record",
            "telemetry.http" => "127.0.0.1:1",
            "telemetry.otlp" => "http://other:1",
            "telemetry.protocol" => "grpc",
            "telemetry.logs" => "text",
            "pipeline.delivery" => "at-least-once",
            "pipeline.format" => "avro",
            _ when path.StartsWith("pipeline.", StringComparison.Ordinal) && path.EndsWith("Id", StringComparison.Ordinal) => "9",
            "pipeline.batchDeadline" or "pipeline.commitInterval" or "pipeline.maxAhead" or "pipeline.allowedLateness" => "7s",
            "pipeline.watermarkDelay" or "pipeline.profileRetention" => "7s",
            "pipeline.retryDelay" or "pipeline.batchBudget" or "dedupe.horizon" => "7s",
            "workers" or "log.partitions" or "dedupe.ids" => "9",
            _ when path.StartsWith("limits.", StringComparison.Ordinal) => "9",
            "pipeline.batchSize"
            or "pipeline.batchBytes"
            or "pipeline.faultLimitPercent"
            or "pipeline.faultWindow"
            or "pipeline.verifyPercent" => "9",
            _ => "other",
        };
        return ConfigurationLoader.Load("/dev/null", s_nothing, [(path, other)]).Require();
    }

    private static string Text(AppConfiguration config) =>
        System.Text.Json.JsonSerializer.Serialize(config) + string.Join(',', config.Graphs);
}
