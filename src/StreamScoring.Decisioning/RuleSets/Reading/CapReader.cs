using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets.Reading;

/// <summary>Reads caps.</summary>
internal static class CapReader
{
    private static readonly string[] Counted = ["decision", "display", "interact"];
    private static readonly string[] Periods = ["day", "week", "month"];

    /// <summary>One cap; null when it is wrong.</summary>
    public static OfferCap? Read(MapReader reader)
    {
        reader.RequiredNode("counts", "decision, display or interact");
        var counts = reader.Choice("counts", Counted);
        reader.RequiredNode("most", "the most that may be counted");
        var most = reader.Integer("most", 1);
        var per = reader.Has("per") ? reader.Choice("per", "profile", "all") : "profile";
        _ = reader.Node("per");
        var every = reader.Choice("every", Periods);
        var rolling = reader.Length("rolling");
        if (reader.Has("every") && reader.Has("rolling"))
            reader.Errors.Add(reader.Map, "a cap counts 'every' day, week or month, or over a 'rolling' length of time, not both");
        reader.Text("description");
        reader.Finish();
        if (counts is null || most is null || per is null)
            return null;
        var period =
            every is not null ? (CapPeriod)(1 + Array.IndexOf(Periods, every))
            : rolling is not null ? CapPeriod.Rolling
            : CapPeriod.Ever;
        return new(
            (CapCounts)Array.IndexOf(Counted, counts),
            most.Value,
            per == "profile",
            period,
            every is null ? rolling ?? 0 : 0,
            reader.Map
        );
    }
}
