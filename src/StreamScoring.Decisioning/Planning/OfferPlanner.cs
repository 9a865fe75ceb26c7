using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Plans the offers.</summary>
internal static class OfferPlanner
{
    public static IReadOnlyList<PlannedOffer> Plan(
        RuleSetDocument document,
        RuleNames names,
        ExpressionPlanner expressions,
        DocumentErrors errors
    )
    {
        var offers = new List<PlannedOffer>();
        foreach (var offer in document.Offers)
        {
            if (offer.Id == Placement.NoFallback)
                errors.Add(offer.Source, $"no offer may be called '{Placement.NoFallback}': it is the word for no fallback");
            foreach (var content in offer.Content.Where(c => c.Placement != OfferContent.Anywhere))
                names.Find(names.Placements, content.Placement, "placement", ((DocumentMap)offer.Source["content"]!)[content.Placement]!);
            if (offer.Caps.Any(c => !c.PerProfile) && offer.Budget is null)
                Conflicts(offer, errors);
            offers.Add(new(offer, expressions.Condition(offer.Eligible, true)));
        }

        return offers;
    }

    private static void Conflicts(Offer offer, DocumentErrors errors)
    {
        foreach (var cap in offer.Caps.Where(c => c is { PerProfile: false, Period: CapPeriod.Ever, Counts: CapCounts.Decision }))
            errors.Warn(cap.Source, $"this cap on all decisions for ever is a budget; 'budget: {cap.Most}' says the same");
    }
}
