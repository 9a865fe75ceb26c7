using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Plans the placements.</summary>
internal static class PlacementPlanner
{
    public static IReadOnlyList<PlannedPlacement> Plan(
        RuleSetDocument document,
        RuleNames names,
        ExpressionPlanner expressions,
        DocumentErrors errors
    )
    {
        var placements = new List<PlannedPlacement>();
        foreach (var placement in document.Placements)
        {
            if (placement.Id == OfferContent.Anywhere)
                errors.Add(
                    placement.Source,
                    $"no placement may be called '{OfferContent.Anywhere}': it is the word for content that fits everywhere"
                );
            var when = expressions.Condition(placement.When);
            var strategies = names.FindAll(names.Strategies, placement.Strategies, "strategy", placement.Source, "strategies");
            var fallback = Fallback(document, names, placement, errors);
            var experiments = document
                .Experiments.Select((experiment, at) => (experiment, at))
                .Where(e => e.experiment.Placements.Contains(placement.Id, StringComparer.Ordinal))
                .Select(e => e.at);
            if (when is not null)
                placements.Add(new(placement, when, strategies, fallback, [.. experiments]));
        }

        return placements;
    }

    private static int Fallback(RuleSetDocument document, RuleNames names, Placement placement, DocumentErrors errors)
    {
        if (placement.Fallback is not { } id)
            return -1;
        var at = placement.Source["fallback"]!;
        var position = names.Find(names.Offers, id, "offer", at);
        if (position < 0)
            return -1;
        var offer = document.Offers[position];
        if (offer.Status != OfferStatus.Approved)
            errors.Add(at, $"the fallback '{id}' is never shown: its status is {offer.Status.ToString().ToLowerInvariant()}");
        if (!offer.Fits(placement.Id))
            errors.Add(at, $"the fallback '{id}' has no content for '{placement.Id}', nor for '{OfferContent.Anywhere}'");
        if (offer.Caps.Count > 0 || offer.Budget is not null || offer.Stock is not null)
            errors.Warn(at, $"the fallback '{id}' is limited by caps, budget or stock; a fallback is shown whatever these say");
        return position;
    }
}
