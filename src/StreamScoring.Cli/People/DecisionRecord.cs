using System.Text;
using System.Text.Json;
using StreamScoring.Cli.Running;

namespace StreamScoring.Cli.People;

/// <summary>A decision as its record tells it.</summary>
/// <param name="Time">Event time, as written.</param>
/// <param name="Placement">The placement.</param>
/// <param name="Offers">What was chosen, in order.</param>
/// <param name="Reason">Why.</param>
/// <param name="Propensity">How probable the choice was.</param>
/// <param name="Segments">The segments the person was in.</param>
/// <param name="Losers">What was not chosen.</param>
internal sealed record DecisionRecord(
    string Time,
    string Placement,
    IReadOnlyList<string> Offers,
    string Reason,
    double Propensity,
    IReadOnlyList<string> Segments,
    IReadOnlyList<LostOffer> Losers
)
{
    /// <summary>Reads a record. Throws <see cref="JsonException"/>, or <see cref="KeyNotFoundException"/> when it is another.</summary>
    public static DecisionRecord Parse(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record);
        using var document = JsonDocument.ParseValue(ref reader);
        var data = document.RootElement.GetProperty("data");
        var decision = data.GetProperty("_streamscoring").GetProperty("decision");
        return new(
            data.GetProperty("timestamp").GetString()!,
            decision.GetProperty("placement").GetString()!,
            [
                .. data.GetProperty("_experience")
                    .GetProperty("decisioning")
                    .GetProperty("propositions")
                    .EnumerateArray()
                    .SelectMany(p =>
                        p.TryGetProperty("items", out var items) ? items.EnumerateArray().Select(i => i.GetProperty("id").GetString()!) : []
                    ),
            ],
            decision.GetProperty("reason").GetString()!,
            decision.GetProperty("propensity").GetDouble(),
            [.. decision.GetProperty("segments").EnumerateArray().Select(s => s.GetString()!)],
            [
                .. decision
                    .GetProperty("losers")
                    .EnumerateArray()
                    .Select(l => new LostOffer(
                        l.GetProperty("offer").GetString()!,
                        l.GetProperty("reason").GetString()!,
                        l.TryGetProperty("by", out var by) ? by.ToString() : null
                    )),
            ]
        );
    }

    /// <summary>A person's newest decision of each placement, up to a moment of event time, the newest first.</summary>
    public static IReadOnlyList<DecisionRecord> Newest(PeopleLog people, string identity, int partition, long atNs)
    {
        var key = Encoding.UTF8.GetBytes(identity);
        var newest = new SortedDictionary<string, (int Order, DecisionRecord Record)>(StringComparer.Ordinal);
        var topic = people.Config.Pipeline.Topics.Decisions;
        var order = 0;
        if (people.Log.PartitionCount(topic) <= partition)
            return [];
        TopicScan.Run(
            people.Log,
            topic,
            partition,
            default,
            (batch, i) =>
            {
                if (!batch.Key(i).SequenceEqual(key))
                    return;
                var record = Parse(batch.Value(i));
                if (Events.Xdm.XdmTime.TryParse(Encoding.UTF8.GetBytes(record.Time), out var ns) && ns <= atNs)
                    newest[record.Placement] = (order++, record);
            }
        );
        return [.. newest.Values.OrderByDescending(d => d.Order).Select(d => d.Record)];
    }
}

/// <summary>An offer that was not chosen.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Reason">The reason's code.</param>
/// <param name="By">By what: a predicate, a cap, another offer; null for nothing of the kind.</param>
internal sealed record LostOffer(string Offer, string Reason, string? By)
{
    public override string ToString() =>
        Reason switch
        {
            "not-eligible" => $"not eligible: {By} does not hold",
            "lost-on-rank" => $"lost on rank to {By}",
            "capped" => $"capped: {By}",
            "de-duplicated" => $"shown in {By} on the same event",
            "layer" => $"experiment {By} put other strategies in its place",
            _ => By is null ? Reason.Replace('-', ' ') : $"{Reason.Replace('-', ' ')}: {By}",
        };
}
