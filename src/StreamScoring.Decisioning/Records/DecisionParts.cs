using System.Globalization;
using System.Text;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Expressions.Planning;
using static StreamScoring.Decisioning.Records.RecordLayout;

namespace StreamScoring.Decisioning.Records;

/// <summary>The parts of decision records that are known beforehand, as JSON in UTF-8.</summary>
internal sealed class DecisionParts
{
    private const string ContentTypes = "https://ns.adobe.com/experience/offer-management/content-component-";

    public DecisionParts(RecordLayout layout)
    {
        var rules = layout.Rules;
        Placements = [.. rules.Placements.Select(p => Utf8(p.Placement.Id))];
        Scopes = [.. rules.Placements.Select(p => Utf8(Scope(layout, p)))];
        Offers = [.. rules.Offers.Select(o => Utf8(Quoted(o.Offer.Id)))];
        Items = [.. rules.Offers.Select(o => Utf8($"{{\"id\":{Quoted(o.Offer.Id)},\"name\":{Quoted(o.Offer.Name)}"))];
        Contents = [.. rules.Placements.Select(p => rules.Offers.Select(o => Utf8(Content(o.Offer, p.Placement.Id))).ToArray())];
        Selections = [.. rules.Strategies.Select(s => Utf8(Selection(s)))];
        Steps = [.. rules.Strategies.Select(s => Enum.GetValues<TrafficType>().Select(t => Utf8(StepsOf(s, t))).ToArray())];
        Segments = [.. rules.Segments.Select(s => Utf8(Quoted(s.Rule.Id)))];
        Experiments = [.. rules.Experiments.Select(e => Utf8(Quoted(e.Experiment.Id)))];
        Arms = [.. rules.Experiments.Select(e => e.Experiment.Arms.Select(a => Utf8(Quoted(a.Name))).ToArray())];
        Texts = [.. new DecisionTexts(rules).All.Select(t => Utf8(Quoted(t)))];
        PlacementNames = [.. rules.Placements.Select(p => Utf8(Quoted(p.Placement.Id)))];
        (Scores, ScoreOrder) = ScoreParts(rules.Needs.Scores);
        End = Utf8($",\"revisions\":{layout.Revisions},\"profileOffset\":");
        RuleSetHash = Utf8(layout.RuleSetHash);
    }

    public byte[][] Placements { get; }

    public byte[][] PlacementNames { get; }

    public byte[][] Scopes { get; }

    public byte[][] Offers { get; }

    public byte[][] Items { get; }

    /// <summary>By placement and offer.</summary>
    public byte[][][] Contents { get; }

    public byte[][] Selections { get; }

    /// <summary>By strategy and kind of traffic.</summary>
    public byte[][][] Steps { get; }

    public byte[][] Segments { get; }

    public byte[][] Experiments { get; }

    public byte[][][] Arms { get; }

    public byte[][] Texts { get; }

    /// <summary>What stands before each score, in the order in which they are written.</summary>
    public byte[][] Scores { get; }

    /// <summary>For each of them, its position among the needs.</summary>
    public int[] ScoreOrder { get; }

    public byte[] End { get; }

    public byte[] RuleSetHash { get; }

    private static string Scope(RecordLayout layout, PlannedPlacement placement)
    {
        var id = Quoted(placement.Placement.Id);
        var fallback = placement.Fallback < 0 ? "" : $",\"fallback\":{Quoted(layout.Rules.Offers[placement.Fallback].Offer.Id)}";
        return $"\"scopeDetails\":{{\"id\":{id},\"decisionProvider\":\"{Provider}\",\"placement\":{{\"id\":{id}}},"
            + $"\"activity\":{{\"id\":{Quoted($"{layout.Rules.Name}/{placement.Placement.Id}")}{fallback}}},"
            + $"\"decisionPolicy\":{{\"id\":{Quoted(layout.Rules.Name)},\"_repo\":{{\"etag\":{Quoted(layout.RuleSetHash)}}}}}";
    }

    private static string Content(Offer offer, string placement) =>
        offer.ContentFor(placement) is not { } content
            ? ""
            : $",\"optionContent\":{{\"_type\":\"{ContentTypes}{(content.Kind == ContentKind.Image ? "imagelink" : content.Kind.ToString().ToLowerInvariant())}\","
                + $"\"_dc\":{{\"format\":\"{content.Format}\"}},\"{(content.Kind == ContentKind.Image ? "deliveryURL" : "content")}\":{Quoted(content.Text)}}}";

    private static string Selection(PlannedStrategy strategy) =>
        $",\"itemSelection\":{{\"selectionDetail\":{{\"strategyID\":{Quoted(strategy.Strategy.Id)},\"selectionType\":\"selectionStrategy\"}},"
        + $"\"rankingDetail\":{{\"step\":\"ranking\",\"strategyID\":{Quoted(strategy.Strategy.Id)},\"algorithmID\":\"{Algorithm(strategy)}\",\"trafficType\":\"";

    private static string StepsOf(PlannedStrategy strategy, TrafficType traffic)
    {
        var id = Quoted(strategy.Strategy.Id);
        return $"{{\"step\":\"eligibility\",\"strategyID\":{id},\"algorithmID\":\"pql\",\"trafficType\":\"contextual\"}},"
            + $"{{\"step\":\"capping\",\"strategyID\":{id},\"trafficType\":\"contextual\"}},"
            + $"{{\"step\":\"ranking\",\"strategyID\":{id},\"algorithmID\":\"{Algorithm(strategy)}\",\"trafficType\":\"{traffic.ToString().ToLowerInvariant()}\"}}";
    }

    private static string Algorithm(PlannedStrategy strategy) => strategy.Strategy.Rank.Kind.ToString().ToLowerInvariant();

    // {"service":{"output":…,"output.max.1800s":…},…}
    private static (byte[][] Heads, int[] Order) ScoreParts(IReadOnlyList<ScoreNeed> scores)
    {
        var order = Enumerable
            .Range(0, scores.Count)
            .OrderBy(i => scores[i].Service, StringComparer.Ordinal)
            .ThenBy(i => scores[i].Output, StringComparer.Ordinal)
            .ThenBy(i => scores[i].Window)
            .ThenBy(i => scores[i].WindowNs)
            .ToArray();
        var heads = new byte[order.Length][];
        for (var i = 0; i < order.Length; i++)
        {
            var (need, before) = (scores[order[i]], i == 0 ? null : scores[order[i - 1]].Service);
            var head = new StringBuilder(
                need.Service == before ? ","
                : before is null ? Quoted(need.Service) + ":{"
                : $"}},{Quoted(need.Service)}:{{"
            );
            heads[i] = Utf8(head.Append(Quoted(NameOf(need))).Append(':').ToString());
        }

        return (heads, order);
    }

    private static string NameOf(ScoreNeed need) =>
        need.Window is { } window
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{need.Output}.{window.ToString().ToLowerInvariant()}.{need.WindowNs / 1_000_000_000m:0.###}s"
            )
            : need.Output!;
}
