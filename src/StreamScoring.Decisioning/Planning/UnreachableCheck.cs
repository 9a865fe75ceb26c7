using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Warns of what can never be shown or used.</summary>
internal sealed class UnreachableCheck(RuleSetDocument document, RuleNames names, DocumentErrors errors)
{
    public void Run()
    {
        var used = document
            .Placements.SelectMany(p => p.Strategies)
            .Concat(document.Experiments.SelectMany(e => e.Arms).SelectMany(a => a.Strategies))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var strategy in document.Strategies.Where(s => !used.Contains(s.Id)))
            errors.Warn(strategy.Source, $"no placement and no experiment uses strategy '{strategy.Id}'");
        var fallbacks = document.Placements.Select(p => p.Fallback).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var offer in document.Offers.Where(o => !fallbacks.Contains(o.Id)))
            Offer(offer, used);
    }

    private void Offer(Offer offer, HashSet<string> used)
    {
        var places = PlacesOf(offer, used);
        if (offer.Status == OfferStatus.Archived)
            return;
        if (offer.Tags.Count == 0 || !places.Any())
            errors.Warn(offer.Source, $"offer '{offer.Id}' is never shown: no strategy that is used collects it, and it is no fallback");
        else if (!places.Any(offer.Fits))
            errors.Warn(
                offer.Source["content"]!,
                $"offer '{offer.Id}' is never shown: it is collected for {string.Join(", ", places.Distinct(StringComparer.Ordinal))} and has no content for any of these, nor for '{OfferContent.Anywhere}'"
            );
        if (offer.Budget == 0 || offer.Stock == 0)
            errors.Warn(offer.Source[offer.Budget == 0 ? "budget" : "stock"]!, $"offer '{offer.Id}' is never shown: there are none");
    }

    // The placements for which a strategy that is used collects the offer.
    private List<string> PlacesOf(Offer offer, HashSet<string> used)
    {
        var collecting = document
            .Strategies.Where(s => used.Contains(s.Id) && s.Collect.Any(t => offer.Tags.Contains(t, StringComparer.Ordinal)))
            .Select(s => s.Id)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. document.Placements.Where(p => p.Strategies.Any(collecting.Contains)).Select(p => p.Id),
            .. document
                .Experiments.Where(e => e.Arms.Any(a => a.Strategies.Any(collecting.Contains)))
                .SelectMany(e => e.Placements)
                .Where(names.Placements.ContainsKey),
        ];
    }
}
