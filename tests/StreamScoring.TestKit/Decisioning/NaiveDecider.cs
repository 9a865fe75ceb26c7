namespace StreamScoring.TestKit.Decisioning;

/// <summary>A decision of the sample's rules.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Identity">The person.</param>
/// <param name="Placement">The placement.</param>
/// <param name="Reason">Why.</param>
/// <param name="Offers">What is shown, the best first.</param>
/// <param name="Losers">What was collected and is not shown, with the reason, in the order of the rule set.</param>
public sealed record NaiveDecision(
    string EventId,
    string Identity,
    string Placement,
    string Reason,
    IReadOnlyList<string> Offers,
    IReadOnlyList<(string Offer, string Reason)> Losers
);

/// <summary>Decides as <c>luma.rules.yaml</c> says, written down by hand. No display is ever reported in the sample's events, so that no cap is ever reached.</summary>
public static class NaiveDecider
{
    private const string Fallback = "season-lookbook";
    private const long Hold = 10 * NaivePerson.Minute;
    private static readonly string[] Offers =
    [
        "store-pickup",
        "cart-10-off",
        "express-checkout",
        "early-access",
        "free-shipping",
        "bestsellers",
    ];
    private static readonly Dictionary<string, int> Priorities = new()
    {
        ["store-pickup"] = 70,
        ["cart-10-off"] = 90,
        ["express-checkout"] = 80,
        ["early-access"] = 85,
        ["free-shipping"] = 60,
        ["bestsellers"] = 10,
    };

    private static readonly Dictionary<string, string[]> Collections = new()
    {
        ["home"] = ["early-access", "free-shipping", "bestsellers"],
        ["product"] = ["free-shipping", "bestsellers"],
        ["cart"] = ["cart-10-off", "express-checkout"],
        ["checkout"] = ["cart-10-off", "express-checkout", "free-shipping"],
        ["store"] = ["store-pickup"],
        ["thanks"] = ["early-access", "bestsellers"],
        ["general"] = ["store-pickup", "cart-10-off", "early-access"],
    };

    /// <summary>The placements of an event with their strategies and how many offers they show.</summary>
    public static IEnumerable<(string Placement, string[] Strategies, int Items)> PlacementsOf(NaiveEvent e)
    {
        var page = e.Page;
        if (page is "luma:content:luma:us:en" or "luma:content:we-retail:us:en" or "luma:content:luma:us:en.html" or "luma:home")
            yield return ("web-home-hero", ["home"], 1);
        if (page is "luma:content:ios:us:en:home" or "homescreen" or "home-welcome")
            yield return ("app-home-card", ["home", "general"], 2);
        if (page.Contains(":us:en:products:", StringComparison.Ordinal))
            yield return ("product-sidebar", ["product"], 1);
        if (page.EndsWith(":cart", StringComparison.Ordinal))
            yield return ("cart-banner", ["cart", "general"], 1);
        if (page == "storeproximity")
            yield return ("app-store-nearby", ["store"], 1);
        if (page.Contains(":user:checkout", StringComparison.Ordinal) && !page.Contains("thank-you", StringComparison.Ordinal))
            yield return ("checkout-banner", ["checkout"], 1);
        if (page.Contains("thank-you", StringComparison.Ordinal))
            yield return ("thank-you", ["thanks"], 1);
    }

    public static IEnumerable<NaiveDecision> Decide(NaiveEvent e, NaivePerson person, NaiveProfile profile)
    {
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (placement, strategies, items) in PlacementsOf(e))
        {
            var losers = new Dictionary<string, string>(StringComparer.Ordinal);
            var chosen = new List<string>();
            var reason = Choose(e, person, profile, placement, strategies, items, shown, chosen, losers);
            if (chosen.Count == 0)
            {
                var mayFall = !person.In.Contains("internal-traffic");
                if (mayFall)
                    chosen.Add(Fallback);
                reason =
                    reason is "holdout" or "consent" ? reason
                    : mayFall ? "fallback"
                    : "none";
            }

            shown.UnionWith(chosen);
            yield return new(
                e.Id,
                person.Identity,
                placement,
                reason,
                chosen,
                [.. Offers.Where(losers.ContainsKey).Select(o => (o, losers[o]))]
            );
        }
    }

    private static string Choose(
        NaiveEvent e,
        NaivePerson person,
        NaiveProfile profile,
        string placement,
        string[] strategies,
        int items,
        HashSet<string> shown,
        List<string> chosen,
        Dictionary<string, string> losers
    )
    {
        var collected = strategies.SelectMany(s => Collections[s]).Distinct();
        var blocked =
            NaiveMurmur3.IsWithin(NaiveMurmur3.Of("luma-holdout" + person.Identity), 0.05) ? ("held-out", "holdout")
            : !profile.MayPersonalize ? ("consent", "consent")
            : default;
        foreach (var offer in collected)
            losers[offer] = blocked.Item1 ?? Standing(offer, e, person, profile, shown);
        if (blocked.Item1 is not null)
            return blocked.Item2;
        var candidates = losers.Where(l => l.Value == "lost-on-rank").Select(l => l.Key).ToHashSet();
        var reason = "ranked";
        if (person.Held.TryGetValue(placement, out var held) && e.Time <= held.Until && candidates.Remove(held.Offer))
        {
            chosen.Add(held.Offer);
            reason = "held";
        }

        foreach (var strategy in strategies)
        {
            var ranked = Collections[strategy]
                .Where(candidates.Contains)
                .OrderByDescending(o => Rank(strategy, o, person))
                .ThenByDescending(o => Priorities[o])
                .ToList();
            for (; ranked.Count > 0 && chosen.Count < items; ranked.RemoveAt(0))
            {
                if (strategy == "general" && Explored(e, placement, chosen.Count, ranked.Count) is { } drawn)
                {
                    (ranked[0], ranked[drawn]) = (ranked[drawn], ranked[0]);
                    reason = "explored";
                }

                chosen.Add(ranked[0]);
                candidates.Remove(ranked[0]);
                if (chosen.Count == 1)
                    person.Held[placement] = (ranked[0], ranked[0] is "cart-10-off" or "free-shipping" ? e.Time + Hold : long.MinValue);
            }
        }

        foreach (var offer in chosen)
            losers.Remove(offer);
        return reason;
    }

    private static string Standing(string offer, NaiveEvent e, NaivePerson person, NaiveProfile profile, HashSet<string> shown)
    {
        bool Is(string segment) => person.In.Contains(segment);
        if (offer == "cart-10-off" && (e.Time < NaiveEvent.TimeOf("2018-11-01") || e.Time >= NaiveEvent.TimeOf("2019-01-01")))
            return "not-in-date";
        var eligible =
            !Is("internal-traffic")
            && offer switch
            {
                "cart-10-off" => Is("persuadable") || Is("cart-abandoner"),
                "express-checkout" => Is("ready-to-buy"),
                "early-access" => profile.Tier is "gold" or "platinum" || Is("loyal"),
                "free-shipping" => Is("persuadable") || Is("browsing-no-cart") || Is("email-launch"),
                _ => true,
            };
        return !eligible ? "not-eligible"
            : shown.Contains(offer) ? "de-duplicated"
            : "lost-on-rank";
    }

    private static double Rank(string strategy, string offer, NaivePerson person) =>
        Priorities[offer] + (strategy == "product" && offer == "free-shipping" && person.In.Contains("persuadable") ? 50 : 0);

    // Chance takes one in ten decisions, and then any candidate alike.
    private static int? Explored(NaiveEvent e, string placement, int item, int candidates)
    {
        var key = $"{placement}/{item}/{e.Id}";
        return NaiveMurmur3.IsWithin(NaiveMurmur3.Of("general/explore/" + key), 0.1)
            ? (int)(((ulong)NaiveMurmur3.Of("general/candidate/" + key) * (ulong)candidates) >> 32)
            : null;
    }
}
