using System.Text;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Values;
using StreamScoring.TestKit.Decisioning;
using StreamScoring.TestKit.Json;
using Xunit;

namespace StreamScoring.Tests.Decisioning;

/// <summary>The sample's expressions, evaluated over whole events as JSON, say what the rules worked out by hand say.</summary>
public sealed class LumaRulesTests(ITestOutputHelper output)
{
    private const int Last = 2_000;
    private const long UnixEpochTicks = 621_355_968_000_000_000;

    private readonly Evaluator _evaluator = new();
    private readonly JsonValues _events = new();
    private readonly Dictionary<string, int> _holds = [];

    [Fact]
    public void Segments_eligibility_and_placements_agree_with_the_naive_rules()
    {
        var histories = new Dictionary<string, List<byte[]>>();
        var shop = new NaiveShop();
        var compared = 0;
        for (var i = 0; i < NaiveEvent.Luma.Count; i++)
        {
            var e = NaiveEvent.Luma[i];
            if (e.Identity is null)
                continue;
            var profile = NaiveProfile.AsOf(e.Identity, e.Time);
            if (!histories.TryGetValue(e.Identity, out var history) || !profile.MayCollect)
                histories[e.Identity] = history = [];
            history.Add(LumaEvents.Lines[i]);
            shop.See(e);
            if (i < NaiveEvent.Luma.Count - Last || !profile.MayCollect)
                continue;
            Compare(e, history, shop.People.Single(p => p.Identity == e.Identity), profile);
            compared++;
        }

        output.WriteLine($"{compared} events; {string.Join(", ", _holds.Select(h => $"{h.Key} {h.Value}"))}");
        Assert.All(
            LumaRules.Plan.Segments.Where(s => s.Rule.Id != "internal-traffic"),
            s => Assert.True(_holds.ContainsKey(s.Rule.Id), $"{s.Rule.Id} never held")
        );
        Assert.All(LumaRules.Plan.Placements, p => Assert.True(_holds.ContainsKey(p.Placement.Id), $"{p.Placement.Id} never held"));
    }

    private void Compare(NaiveEvent e, List<byte[]> history, NaivePerson person, NaiveProfile profile)
    {
        var input = _evaluator.Input;
        input.Events = _events.Read(Encoding.UTF8.GetBytes($"[{string.Join(',', history.Select(Encoding.UTF8.GetString))}]"));
        input.Contexts = JsonValues.Parse($"{{\"event\":{Encoding.UTF8.GetString(history[^1])}}}");
        input.Root = JsonValues.Parse($"{{\"loyalty\":{{\"tier\":\"{profile.Tier}\"}}}}");
        var members = person.In.Select(s => $"\"{s}\":{{\"status\":\"existing\"}}");
        input.Segments = JsonValues.Parse($"{{\"streamscoring\":{{{string.Join(',', members)}}}}}");
        input.Scores = [person.Best ?? double.NaN];
        input.NowNs = (person.Clock - UnixEpochTicks) * 100;
        foreach (var segment in LumaRules.Plan.Segments)
            Agree(segment.Rule.Id, segment.When, person.In.Contains(segment.Rule.Id), e);
        var placements = NaiveDecider.PlacementsOf(e).Select(p => p.Placement).ToList();
        foreach (var placement in LumaRules.Plan.Placements)
            Agree(placement.Placement.Id, placement.When, placements.Contains(placement.Placement.Id), e);
        var losers = NaiveDecider
            .Decide(e, person, profile with { MayPersonalize = true })
            .SelectMany(d => d.Losers)
            .ToLookup(l => l.Offer, l => l.Reason);
        foreach (
            var offer in LumaRules.Plan.Offers.Where(o =>
                o.Eligible is not null && losers.Contains(o.Offer.Id) && !person.In.Contains("internal-traffic")
            )
        )
        {
            if (!losers[offer.Offer.Id].Contains("held-out"))
                Agree("eligible " + offer.Offer.Id, offer.Eligible!, !losers[offer.Offer.Id].Contains("not-eligible"), e);
        }
    }

    private void Agree(string name, PlannedExpression expression, bool expected, NaiveEvent e)
    {
        Assert.True(_evaluator.Test(expression.Plan) == expected, $"{name} on event {e.Id} of {e.Identity}: expected {expected}");
        if (expected)
            _holds[name] = _holds.GetValueOrDefault(name) + 1;
    }
}
