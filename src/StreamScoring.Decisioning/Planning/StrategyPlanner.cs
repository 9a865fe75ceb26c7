using System.Collections.Immutable;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Plans the strategies: what they collect, and by what they rank.</summary>
internal sealed class StrategyPlanner(
    RuleSetDocument document,
    PlanningContext context,
    RuleNames names,
    ExpressionPlanner expressions,
    DocumentErrors errors
)
{
    public IReadOnlyList<PlannedStrategy> Plan() => [.. document.Strategies.Select(Plan)];

    private PlannedStrategy Plan(Strategy strategy)
    {
        foreach (var tag in strategy.Collect.Where(t => !names.Tags.Contains(t, StringComparer.Ordinal)))
            errors.Add(
                RuleNames.NodeOf(strategy.Source, "collect", tag),
                $"no offer has the tag '{tag}'{Suggestion.Hint(tag, names.Tags)}"
            );
        var offers = document
            .Offers.Select((offer, at) => (offer, at))
            .Where(o => o.offer.Tags.Any(t => strategy.Collect.Contains(t, StringComparer.Ordinal)))
            .Select(o => o.at)
            .ToImmutableArray();
        var scores = strategy.Rank.Kind == RankKind.Score ? Scores(strategy.Rank, offers) : [];
        return new(
            strategy,
            offers,
            expressions.Condition(strategy.Eligible, true),
            expressions.Number(strategy.Rank.Formula, true),
            scores
        );
    }

    private ImmutableArray<int> Scores(Ranking rank, ImmutableArray<int> offers)
    {
        if (rank.Service is not { Length: > 0 } service)
            return [];
        if (!context.Services.TryGetValue(service, out var outputs))
        {
            errors.Add(At(rank, "service"), $"there is no service '{service}'{Suggestion.Hint(service, [.. context.Services.Keys])}");
            return [];
        }

        if (rank.Output is not { } output)
            return ByOffer(rank, service, outputs, offers);
        if (!outputs.Contains(output, StringComparer.Ordinal))
        {
            errors.Add(At(rank, "output"), $"service '{service}' has no output '{output}'{Suggestion.Hint(output, outputs)}");
            return [];
        }

        if (offers.Length > 1)
            errors.Warn(
                rank.Source,
                $"one output ranks all offers alike, so that their priority decides; leave out 'output' to rank each offer by the output that bears its id"
            );
        var slot = expressions.Needs.Score(new(service, output, null, 0));
        return [.. offers.Select(_ => slot)];
    }

    private ImmutableArray<int> ByOffer(Ranking rank, string service, IReadOnlyList<string> outputs, ImmutableArray<int> offers)
    {
        var missing = offers.Select(o => document.Offers[o].Id).Where(id => !outputs.Contains(id, StringComparer.Ordinal)).ToList();
        if (missing.Count == offers.Length && offers.Length > 0)
            errors.Add(
                rank.Source,
                $"service '{service}' has no output that bears the id of an offer; its outputs are {string.Join(", ", outputs)}"
            );
        else if (missing.Count > 0)
            errors.Warn(rank.Source, $"service '{service}' has no output for {string.Join(", ", missing)}, which will rank last");
        return
        [
            .. offers.Select(o =>
                outputs.Contains(document.Offers[o].Id, StringComparer.Ordinal)
                    ? expressions.Needs.Score(new(service, document.Offers[o].Id, null, 0))
                    : -1
            ),
        ];
    }

    private static DocumentNode At(Ranking rank, string key) => (rank.Source as DocumentMap)?[key] ?? rank.Source;
}
