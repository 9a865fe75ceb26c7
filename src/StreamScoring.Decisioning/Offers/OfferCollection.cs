using StreamScoring.Decisioning.Planning;

namespace StreamScoring.Decisioning.Offers;

/// <summary>An offer that a placement collects.</summary>
/// <param name="Offer">Its position in <see cref="RuleSetPlan.Offers"/>.</param>
/// <param name="IsReplaced">Whether only strategies collect it that an experiment has replaced.</param>
internal readonly record struct CollectedOffer(int Offer, bool IsReplaced);

/// <summary>What a placement collects, for those in no experiment or in one arm of one.</summary>
/// <param name="Strategies">The strategies that are tried, in order.</param>
/// <param name="Offers">The offers, each once, in the order of the document: those of the placement's own strategies, too, when an arm has replaced these.</param>
internal sealed record OfferCollection(int[] Strategies, CollectedOffer[] Offers)
{
    /// <summary>What a placement collects. Experiment and arm are positions, or -1.</summary>
    public static OfferCollection Of(RuleSetPlan plan, PlannedPlacement placement, int experiment = -1, int arm = -1)
    {
        var strategies = experiment < 0 ? placement.Strategies : plan.Experiments[experiment].ArmStrategies[arm];
        var active = strategies.SelectMany(s => plan.Strategies[s].Offers).ToHashSet();
        var all = placement.Strategies.SelectMany(s => plan.Strategies[s].Offers).Concat(active).Distinct().Order();
        return new([.. strategies], [.. all.Select(o => new CollectedOffer(o, !active.Contains(o)))]);
    }
}

/// <summary>All that placements collect, worked out beforehand.</summary>
internal sealed class OfferCollections
{
    private readonly OfferCollection[] _plain;
    private readonly OfferCollection[][][] _byArm;

    public OfferCollections(RuleSetPlan plan)
    {
        _plain = [.. plan.Placements.Select(p => OfferCollection.Of(plan, p))];
        _byArm =
        [
            .. plan.Placements.Select(p =>
                plan.Experiments.Select(
                        (e, at) =>
                            p.Experiments.Contains(at)
                                ? e.ArmStrategies.Select((_, arm) => OfferCollection.Of(plan, p, at, arm)).ToArray()
                                : []
                    )
                    .ToArray()
            ),
        ];
    }

    /// <summary>What a placement collects for a person in an arm; of experiment -1 for one in none.</summary>
    public OfferCollection Of(int placement, int experiment, int arm) =>
        experiment < 0 ? _plain[placement] : _byArm[placement][experiment][arm];
}
