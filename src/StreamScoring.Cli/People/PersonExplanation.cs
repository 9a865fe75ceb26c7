using System.Globalization;
using System.Text.Json;
using StreamScoring.Cli.Commands;
using StreamScoring.Decisioning.Explaining;

namespace StreamScoring.Cli.People;

/// <summary>All of an explanation, for people and for programs.</summary>
/// <param name="Identity">Whom it is about.</param>
/// <param name="Profile">The profile of the moment.</param>
/// <param name="Replay">The events that were run again.</param>
/// <param name="Reasons">What rules know.</param>
/// <param name="Decisions">The newest decision of each placement.</param>
internal sealed record PersonExplanation(
    string Identity,
    PersonProfile Profile,
    PersonReplay Replay,
    PersonReasons Reasons,
    IReadOnlyList<DecisionRecord> Decisions
)
{
    private const int EffectsShown = 5;

    /// <summary>The segments to tell about.</summary>
    public required IReadOnlyList<SegmentReasons> Segments { get; init; }

    /// <summary>Whether to tell about decisions.</summary>
    public required bool ShowsDecisions { get; init; }

    public void Print(TextWriter to)
    {
        to.WriteLine(
            $"{Identity} at {EventTimes.Text(Reasons.NowNs)}, {Replay.Events.ToString(CultureInfo.InvariantCulture)} events, the newest at {EventTimes.Text(Reasons.ClockNs)}"
        );
        to.WriteLine($"profile: {Profile.Text ?? "nothing is known"}");
        foreach (var segment in Segments)
            PrintSegment(to, segment);
        foreach (var (service, scored) in Replay.Scores)
        {
            to.WriteLine();
            to.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"score {service} {scored.Score:0.####} at {EventTimes.Text(scored.TimeNs)}, because of"
                )
            );
            var effects = Replay.Effects(service);
            foreach (var effect in effects.Take(EffectsShown))
                to.WriteLine($"  {effect}");
            if (effects.Count == 0)
                to.WriteLine("  nothing in particular: no input moved it by 0.01, or there is too little to compare with");
        }

        foreach (var decision in ShowsDecisions ? Decisions : [])
        {
            to.WriteLine();
            to.WriteLine(
                $"{decision.Placement} at {decision.Time} shows {(decision.Offers.Count > 0 ? string.Join(", ", decision.Offers) : "nothing")}: {decision.Reason}"
                    + (decision.Segments.Count > 0 ? $"; then in {string.Join(", ", decision.Segments)}" : "")
            );
            foreach (var loser in decision.Losers)
                to.WriteLine($"  not {loser.Offer}: {loser}");
        }

        if (ShowsDecisions && Decisions.Count == 0)
            to.WriteLine("\nno decision was made up to then");
    }

    public object ToJson() =>
        new
        {
            identity = Identity,
            at = EventTimes.Text(Reasons.NowNs),
            events = Replay.Events,
            newest = EventTimes.Text(Reasons.ClockNs),
            profile = Profile.Json is null ? default(JsonElement?) : JsonDocument.Parse(Profile.Json).RootElement,
            segments = Segments.Select(s => new
            {
                segment = s.Segment,
                @in = s.SinceNs is not null,
                since = Time(s.SinceNs),
                holds = s.Reasons.Holds,
                because = s.Reasons.Because.Select(Json),
                nearestMiss = s.Reasons.NearestMiss is { } miss ? Json(miss) : null,
            }),
            scores = Replay.Scores.Select(s => new
            {
                service = s.Key,
                score = s.Value.Score,
                time = EventTimes.Text(s.Value.TimeNs),
                effects = Replay
                    .Effects(s.Key)
                    .Select(e => new
                    {
                        input = e.Name,
                        value = e.Value is { } v && double.IsFinite(v) ? v : (double?)null,
                        change = e.Change,
                    }),
            }),
            decisions = ShowsDecisions ? Decisions.Select(Json) : [],
        };

    /// <summary>A decision for programs.</summary>
    public static object Json(DecisionRecord d) =>
        new
        {
            placement = d.Placement,
            time = d.Time,
            offers = d.Offers,
            reason = d.Reason,
            propensity = d.Propensity,
            segments = d.Segments,
            losers = d.Losers.Select(l => new
            {
                offer = l.Offer,
                reason = l.Reason,
                by = l.By,
            }),
        };

    private static object Json(PredicateReason p) =>
        new
        {
            predicate = p.Text,
            isTrue = p.IsTrue,
            shouldBe = p.ShouldBe,
            values = p.Values.Select(v => new { part = v.Part, value = v.Value }),
            distance = p.Distance,
            turnsAt = Time(p.TurnsAtNs),
        };

    private static void PrintSegment(TextWriter to, SegmentReasons segment)
    {
        to.WriteLine();
        var since = segment.SinceNs is { } ns ? $"in {segment.Segment} since {EventTimes.Text(ns)}" : $"not in {segment.Segment}";
        // What reads the event is not looked at when only time passes.
        to.WriteLine(
            since
                + (
                    segment.SinceNs is not null != segment.Reasons.Holds
                        ? ", as the last evaluated event left it; now it would be:"
                        : ", because"
                )
        );
        var miss = segment.Reasons.Because.Count > 1 ? segment.Reasons.NearestMiss : null;
        foreach (var predicate in segment.Reasons.Because)
        {
            to.WriteLine(
                $"  {predicate.Text.ReplaceLineEndings(" ")}  is {(predicate.IsTrue ? "true" : "false")}{Values(predicate)}{Turns(predicate)}"
            );
            if (ReferenceEquals(predicate, miss))
                to.WriteLine("    the nearest miss");
        }
    }

    private static string Values(PredicateReason predicate)
    {
        var values = predicate
            .Values.Where(v => v.Part != predicate.Text)
            .Select(v => $"{v.Part.ReplaceLineEndings(" ")} = {v.Value}")
            .ToList();
        return values.Count > 0 ? $": {string.Join(", ", values)}" : "";
    }

    private static string Turns(PredicateReason predicate) =>
        predicate.TurnsAtNs is { } ns ? $" (time turns it at {EventTimes.Text(ns)})" : "";

    private static string? Time(long? ns) => ns is { } known ? EventTimes.Text(known) : null;
}
