using System.Globalization;
using System.Text.Json;
using StreamScoring.TestKit.Decisioning;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using StreamScoring.TestKit.Reference;
using StreamScoring.Tests.EmbeddedLog;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Golden;

/// <summary>
/// The bundled sample from events and profiles to memberships and decisions: what the rules worked out by hand say, and the same bytes in whatever way the events go through.
/// </summary>
[Trait("suite", "golden")]
public sealed class LumaDecisionsTests(LumaDecisions luma, ITestOutputHelper output) : IClassFixture<LumaDecisions>
{
    private static readonly Lazy<NaiveShop> s_shop = new(() =>
    {
        var shop = NaiveShop.Over(NaiveEvent.Luma);
        shop.Wait(NaiveEvent.Luma.Max(e => e.Time));
        return shop;
    });

    [Fact]
    public void People_enter_and_leave_segments_as_the_naive_rules_say()
    {
        var events = NaiveEvent.Luma.DistinctBy(e => e.Id).ToDictionary(e => e.Id, StringComparer.Ordinal);
        // Of those who want nothing kept no membership is published.
        var expected = s_shop
            .Value.Transitions.Where(t => t.Cause.Length == 0 || NaiveProfile.AsOf(t.Identity, events[t.Cause].Time).MayCollect)
            .GroupBy(t => t.Identity)
            .ToDictionary(g => g.Key, g => g.Select(Text).ToList());
        var found = luma
            .Whole.Memberships.Where(m => m.Data.Length > 0)
            .GroupBy(m => m.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.SelectMany(m => Changes(m.Data)).ToList(), StringComparer.Ordinal);
        var wrong = expected
            .Keys.Union(found.Keys)
            .Order(StringComparer.Ordinal)
            .Where(k => !expected.GetValueOrDefault(k, []).SequenceEqual(found.GetValueOrDefault(k, [])))
            .ToList();
        GoldenCount.Say(
            "luma-decisions",
            1,
            string.Create(
                CultureInfo.InvariantCulture,
                $"rule set; {expected.Values.Sum(e => e.Count)} transitions of {expected.Count} people"
            )
        );
        foreach (var who in wrong.Take(3))
            output.WriteLine(
                $"{who}\n  expected {string.Join("\n           ", expected.GetValueOrDefault(who, []))}\n  found    {string.Join("\n           ", found.GetValueOrDefault(who, []))}"
            );
        Assert.Empty(wrong);
        Assert.InRange(expected.Values.Sum(e => e.Count), 1_000, int.MaxValue);
    }

    [Fact]
    public void Each_placement_shows_what_the_naive_rules_say_for_their_reasons()
    {
        var expected = s_shop.Value.Decisions.OrderBy(d => d.Identity, StringComparer.Ordinal).Select(Text).ToList();
        var found = luma.Whole.Decisions.Select(d => Decision(d.Key, d.Data)).ToList();
        GoldenCount.Say("luma-decisions", 1, string.Create(CultureInfo.InvariantCulture, $"rule set; {expected.Count} decisions"));
        var wrong = expected.Zip(found).Where(p => p.First != p.Second).ToList();
        foreach (var (want, got) in wrong.Take(5))
            output.WriteLine($"expected {want}\nfound    {got}");
        Assert.Equal(expected.Count, found.Count);
        Assert.Empty(wrong);
        Assert.InRange(expected.Count, 5_000, int.MaxValue);
    }

    [Fact]
    public void The_newest_decision_of_each_person_and_placement_is_kept() =>
        Assert.Equal(
            luma.Whole.Decisions.Select(d => (Key: $"{d.Key}/{Placement(d.Data)}", d.Data))
                .GroupBy(d => d.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Last().Data),
            luma.Whole.Latest.ToDictionary(l => l.Key, l => l.Value)
        );

    [Theory]
    [InlineData(1, 1)]
    [InlineData(256, 2)]
    [InlineData(100, 3)]
    [InlineData(4096, 1)]
    public void Row_by_row_and_re_partitioned_it_gives_the_same_bytes(int batchSize, int partitions) =>
        AssertSame(luma.Replay.InMemory(batchSize, partitions));

    [Fact]
    public void Restarted_after_every_batch_it_gives_the_same_bytes() => AssertSame(luma.Replay.InMemory(512, 1, restartEvery: 1));

    [Theory]
    [InlineData(2, 0)]
    [InlineData(1, 1)]
    public void On_the_embedded_log_it_gives_the_same_bytes(int partitions, int restartEvery)
    {
        using var folder = new TempLog();
        using var log = folder.Open();
        AssertSame(luma.Replay.Over(log, 1024, partitions, restartEvery));
    }

    [Fact]
    public void A_successor_knows_profiles_and_their_past_without_their_topic_which_compaction_may_have_emptied()
    {
        using var log = new InMemoryLog(TimeProvider.System, new InMemoryLogOptions { SegmentBytes = 4 << 20 });
        luma.Replay.Feed(log, 1);
        var settings = DecisionReplay.Settings with { CommitIntervalMs = 0, BatchSize = 1024 };
        Assert.True(luma.Replay.RunSome(log, settings, workers: 1, commits: 2));
        var withoutTopic = settings with { Topics = settings.Topics with { Profiles = "" } };
        Assert.False(luma.Replay.RunSome(log, withoutTopic, workers: 1, int.MaxValue));
        AssertSame(DecisionRecords.Of(log, settings.Topics, 1));
    }

    private void AssertSame(DecisionRecords records) => Assert.True(luma.Whole.Difference(records) is null, luma.Whole.Difference(records));

    private static string Text(NaiveTransition t) =>
        $"{(t.Enters ? "enters" : "leaves")} {t.Segment} {new DateTime(t.Time, DateTimeKind.Utc):yyyy-MM-ddTHH:mm:ss} {t.Cause}";

    private static IEnumerable<string> Changes(string data)
    {
        using var document = JsonDocument.Parse(data);
        var membership = document.RootElement.GetProperty("_streamscoring").GetProperty("membership");
        var time = membership.GetProperty("time").GetString()![..19];
        var changes = new List<string>();
        foreach (var change in membership.GetProperty("changed").EnumerateArray())
        {
            var enters = change.GetProperty("to").GetString() == "realized";
            var cause = change.GetProperty("reason").GetString() == "event" ? change.GetProperty("cause").GetString() : "";
            changes.Add($"{(enters ? "enters" : "leaves")} {change.GetProperty("segment").GetString()} {time} {cause}");
        }

        return changes;
    }

    private static string Text(NaiveDecision d) =>
        $"{d.Identity} {d.EventId} {d.Placement} {d.Reason} [{string.Join(' ', d.Offers)}] [{string.Join(' ', d.Losers.Select(l => $"{l.Offer}:{l.Reason}"))}]";

    private static string Decision(string key, string data)
    {
        using var document = JsonDocument.Parse(data);
        var own = document.RootElement.GetProperty("_streamscoring").GetProperty("decision");
        var proposition = document.RootElement.GetProperty("_experience").GetProperty("decisioning").GetProperty("propositions")[0];
        var offers = proposition.TryGetProperty("items", out var items)
            ? items.EnumerateArray().Select(i => i.GetProperty("id").GetString()).ToList()
            : [];
        var losers = own.GetProperty("losers")
            .EnumerateArray()
            .Select(l => $"{l.GetProperty("offer").GetString()}:{l.GetProperty("reason").GetString()}");
        return $"{key} {own.GetProperty("eventId").GetString()} {own.GetProperty("placement").GetString()} {own.GetProperty("reason").GetString()} [{string.Join(' ', offers)}] [{string.Join(' ', losers)}]";
    }

    private static string Placement(string data)
    {
        using var document = JsonDocument.Parse(data);
        return document.RootElement.GetProperty("_streamscoring").GetProperty("decision").GetProperty("placement").GetString()!;
    }
}
