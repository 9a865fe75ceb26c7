using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Inference;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Lanes;

/// <summary>Rules look rows up in files and topics: in segments, eligibility and ranking.</summary>
public sealed class LookupTableTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(ShopEvent.StartMs));
    private readonly ShopRules _rules = new();

    public void Dispose() => _rules.Dispose();

    [Fact]
    public void A_row_is_seen_from_its_time_on_also_by_late_events()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, _clock);
        ShopRules.Stock(log, -10, 5);
        ShopRules.Stock(log, 50, 0);
        rig.Produce(Event("a", 0), Event("b", 100), Event("c", 30), Event("d", 120));
        rig.RunToEnd(_rules.Set(rig));
        Assert.Equal(["a lamp", "b vase", "c lamp", "d vase"], Shown(log));
        Assert.Equal(["none>realized", "existing>exited", "none>realized", "existing>exited"], Changes(log));
    }

    [Fact]
    public void A_deleted_row_and_one_that_never_was_are_null()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, _clock);
        log.EnsureTopic(new TopicSpec(ShopRules.StockTopic, 2, Compacted: true));
        rig.Produce(Event("a", 0));
        rig.RunToEnd(_rules.Set(rig));
        ShopRules.Stock(log, 5, 1);
        ShopRules.Stock(log, 15, null);
        rig.Produce(Event("b", 10), Event("c", 20));
        rig.RunToEnd(_rules.Set(rig));
        Assert.Equal(["a vase", "b lamp", "c vase"], Shown(log));
    }

    [Fact]
    public void What_was_read_before_a_restart_is_known_after_it_and_no_more()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, _clock);
        ShopRules.Stock(log, -10, 5);
        rig.Produce(Event("a", 0));
        rig.RunToEnd(_rules.Set(rig));
        rig.Produce(Event("b", 10));
        rig.RunToEnd(_rules.Set(rig));
        ShopRules.Stock(log, 15, 0);
        rig.Produce(Event("c", 20));
        rig.RunToEnd(_rules.Set(rig));
        Assert.Equal(["a lamp", "b lamp", "c vase"], Shown(log));
    }

    [Fact]
    public void Rows_read_in_a_transaction_that_failed_are_read_again()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, _clock);
        ShopRules.Stock(log, -10, 5);
        rig.Produce(Event("a", 0), Event("b", 10));
        log.Store.FailingCommits.Add(log.Store.Commits + 1);
        log.Store.FailingCommits.Add(log.Store.Commits + 2);
        rig.RunToEnd(_rules.Set(rig));
        Assert.Equal(["a lamp", "b lamp"], Shown(log));
    }

    [Fact]
    public void Another_content_of_a_file_is_another_revision_that_ranks_by_it()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, _clock);
        ShopRules.Stock(log, -10, 5);
        var first = _rules.Set(rig);
        using var other = new ShopRules(lamp: 1);
        Assert.NotEqual(first.Rules!.Rules.Hash, other.Set(rig).Rules!.Rules.Hash);
        using var same = new ShopRules();
        Assert.Equal(first.Hash, same.Set(rig).Hash);
        rig.Produce(Event("a", 0));
        rig.RunToEnd(first);
        rig.Produce(Event("b", 10));
        rig.RunToEnd(other.Set(rig));
        Assert.Equal(["a lamp", "b vase"], Shown(log));
    }

    [Fact]
    public void A_change_of_a_row_that_changes_nothing_shown_is_noticed_in_the_inputs()
    {
        Assert.Equal(Inputs(_rules, ""), Inputs(_rules, ""));
        Assert.NotEqual(Inputs(_rules, ""), Inputs(_rules, "another"));
        using var noted = new ShopRules(note: "another");
        Assert.NotEqual(Inputs(_rules, ""), Inputs(noted, ""));
    }

    [Fact]
    public void A_published_set_brings_its_tables_along()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, _clock);
        var set = _rules.Set(rig);
        using var models = new ModelStore(ModelLimits.Default, null, null);
        var artifacts = new ArtifactStore(Path.Combine(_rules.Folder, "artifacts"));
        var file = Assert.Single(set.Rules!.Rules.Tables, t => t.File is not null).File!;
        Assert.Equal(2, file.Count);

        // The graph's model is none that could be published.
        artifacts.Put(ArtifactKind.RuleSet, System.Text.Encoding.UTF8.GetBytes(set.Rules.Rules.Pinned));
        Assert.Equal(set.Rules.Rules.Hash, ArtifactStore.HashOf(System.Text.Encoding.UTF8.GetBytes(set.Rules.Rules.Pinned)));
        var catalog = new RevisionCatalog(artifacts, models, new PipelineSettings());
        var rulesOnly = new ActiveSet([], new PipelineSettings(), set.Rules.Rules);
        var hash = catalog.Publish(rulesOnly);
        var loaded = catalog.Load(hash, out var reason);
        Assert.True(loaded is not null, reason);
        Assert.Equal(rulesOnly.Hash, loaded.Hash);
        Assert.Equal(file.Content, loaded.Rules!.Rules.Tables[0].File!.Content);
        File.Delete(artifacts.PathOf(ArtifactKind.Table, file.Hash));
        Assert.Null(catalog.Load(hash, out reason));
        Assert.Contains($"hold no table {file.Hash}", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"offer\":\"lamp\"}\n{\"offer\":\"lamp\"}", "line 2 of table 'margins' has the key of line 1")]
    [InlineData("{\"offer\":\"lamp\"}\n\n{\"margin\":1}", "line 3 of table 'margins': has no text or whole number in 'offer'")]
    [InlineData("{\"offer\":\"lamp\",\"margin\":\"much\"}", "line 1 of table 'margins': has no float64 in 'margin'")]
    [InlineData("[1]", "line 1 of table 'margins': is no JSON object")]
    [InlineData("{\"offer\":", "line 1 of table 'margins': is not JSON")]
    public void What_is_wrong_with_a_file_is_said_by_line(string lines, string expected)
    {
        _rules.Margins(lines);
        Assert.Contains(expected, Problems(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_an_error()
    {
        File.Delete(Path.Combine(_rules.Folder, "margins.jsonl"));
        Assert.Contains("there is no file 'margins.jsonl' beside the rule set", Problems(), StringComparison.Ordinal);
    }

    private static ShopEvent Event(string id, double second) =>
        new()
        {
            Id = id,
            Person = "p",
            Second = second,
        };

    private string Problems()
    {
        var graph = ShopGraph.Stateless();
        var outcome = RevisionCatalog.CompileRules(_rules.RulesPath, [new(graph.Name, graph)]);
        Assert.Null(outcome.Value);
        return string.Join('\n', outcome.Errors);
    }

    private string Inputs(ShopRules rules, string note)
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, _clock);
        ShopRules.Stock(log, -10, 5, note);
        rig.Produce(Event("a", 0));
        rig.RunToEnd(rules.Set(rig));
        Assert.Equal(["a lamp"], Shown(log));
        return Own(Assert.Single(log.ReadAll(new TopicPartition("decisions", 0))), "decision").GetProperty("inputs").ToString();
    }

    private static List<string> Shown(ILog log) =>
        [
            .. log.ReadAll(new TopicPartition("decisions", 0))
                .Select(r =>
                {
                    using var record = JsonDocument.Parse(r.Value!);
                    var data = record.RootElement.GetProperty("data");
                    var items = data.GetProperty("_experience")
                        .GetProperty("decisioning")
                        .GetProperty("propositions")[0]
                        .GetProperty("items");
                    return $"{Own(r, "decision").GetProperty("eventId").GetString()} {items[0].GetProperty("id").GetString()}";
                }),
        ];

    private static List<string> Changes(ILog log) =>
        [
            .. log.ReadAll(new TopicPartition("segment.memberships", 0))
                .SelectMany(r =>
                    Own(r, "membership")
                        .GetProperty("changed")
                        .EnumerateArray()
                        .Select(c => $"{c.GetProperty("from").GetString()}>{c.GetProperty("to").GetString()}")
                ),
        ];

    private static JsonElement Own(LogRecord record, string what)
    {
        using var document = JsonDocument.Parse(record.Value!);
        return document.RootElement.GetProperty("data").GetProperty("_streamscoring").GetProperty(what).Clone();
    }
}
