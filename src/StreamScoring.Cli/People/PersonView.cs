using System.Globalization;
using System.Text.Json;
using StreamScoring.Cli.Commands;
using StreamScoring.Decisioning.Explaining;

namespace StreamScoring.Cli.People;

/// <summary>What is kept of a person, for people and for programs.</summary>
/// <param name="Identity">The identity.</param>
/// <param name="Profile">The profile.</param>
/// <param name="Known">The state.</param>
/// <param name="Decisions">The newest decision of each placement.</param>
internal sealed record PersonView(string Identity, PersonProfile Profile, PersonReasons Known, IReadOnlyList<DecisionRecord> Decisions)
{
    public void Print(TextWriter to)
    {
        to.WriteLine($"{Identity} at {EventTimes.Text(Known.NowNs)}");
        to.WriteLine($"profile:   {Profile.Text ?? "nothing is known"}");
        to.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"events:    {Known.Events} kept for rules{(Known.FirstNs is { } first ? $", {EventTimes.Text(first)} to {EventTimes.Text(Known.LastNs!.Value)}" : "")}"
            )
        );
        foreach (var score in Known.Scores)
            to.WriteLine(
                $"score:     {score.Text} = {(double.IsNaN(score.Value) ? "none now" : score.Value.ToString("0.####", CultureInfo.InvariantCulture))}"
            );
        foreach (var segment in Known.Segments.Where(s => s.SinceNs is not null))
            to.WriteLine(
                $"segment:   {segment.Segment} since {EventTimes.Text(segment.SinceNs!.Value)}{(segment.UntilNs is { } until ? $", until {EventTimes.Text(until)} if nothing happens" : "")}"
            );
        foreach (var cap in Known.Caps.Where(c => c.Count > 0))
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cap:       {cap.Offer}: {cap.Count} of {cap.Limit}"));
        foreach (var hold in Known.Holds)
            to.WriteLine($"hold:      {hold.Placement} shows {hold.Offer} until {EventTimes.Text(hold.UntilNs)}");
        foreach (var d in Decisions)
            to.WriteLine(
                $"decision:  {d.Time}  {d.Placement}: {(d.Offers.Count > 0 ? string.Join(", ", d.Offers) : "nothing")} ({d.Reason})"
            );
        to.WriteLine(
            $"time:      {(Known.NextNs is { } next ? $"rules look again at {EventTimes.Text(next)}" : "alone changes nothing any more")}"
        );
    }

    public object ToJson() =>
        new
        {
            identity = Identity,
            at = EventTimes.Text(Known.NowNs),
            profile = Profile.Json is null ? default(JsonElement?) : JsonDocument.Parse(Profile.Json).RootElement,
            history = new
            {
                events = Known.Events,
                first = Time(Known.FirstNs),
                last = Time(Known.LastNs),
            },
            scores = Known.Scores.Select(s => new { score = s.Text, value = double.IsNaN(s.Value) ? (double?)null : s.Value }),
            segments = Known
                .Segments.Where(s => s.SinceNs is not null)
                .Select(s => new
                {
                    segment = s.Segment,
                    since = Time(s.SinceNs),
                    until = Time(s.UntilNs),
                }),
            caps = Known.Caps.Select(c => new
            {
                offer = c.Offer,
                limit = c.Limit,
                count = c.Count,
                most = c.Most,
            }),
            holds = Known.Holds.Select(h => new
            {
                placement = h.Placement,
                offer = h.Offer,
                until = Time(h.UntilNs),
            }),
            decisions = Decisions.Select(PersonExplanation.Json),
            next = Time(Known.NextNs),
        };

    private static string? Time(long? ns) => ns is { } known ? EventTimes.Text(known) : null;
}
