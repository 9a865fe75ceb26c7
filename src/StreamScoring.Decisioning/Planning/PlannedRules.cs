using System.Collections.Immutable;
using StreamScoring.Decisioning.RuleSets;

namespace StreamScoring.Decisioning.Planning;

/// <summary>A segment, checked.</summary>
/// <param name="Rule">The segment as it is written.</param>
/// <param name="When">Holds for members.</param>
/// <param name="Score">A number that goes out with the membership, or null.</param>
/// <param name="DependsOn">Positions, in <see cref="RuleSetPlan.Segments"/>, of the segments that it asks for; all of them smaller than its own.</param>
/// <param name="Hash">Hash of what the segment means: its expressions and those of the segments it depends on. Names and order do not count.</param>
public sealed record PlannedSegment(
    SegmentRule Rule,
    PlannedExpression When,
    PlannedExpression? Score,
    ImmutableArray<int> DependsOn,
    string Hash
);

/// <summary>An offer, checked.</summary>
/// <param name="Offer">The offer as it is written.</param>
/// <param name="Eligible">Whom it may be shown; null for everyone.</param>
public sealed record PlannedOffer(Offer Offer, PlannedExpression? Eligible);

/// <summary>A strategy, checked.</summary>
/// <param name="Strategy">The strategy as it is written.</param>
/// <param name="Offers">Positions, in <see cref="RuleSetPlan.Offers"/>, of the offers it collects, in order.</param>
/// <param name="Eligible">Its own condition; null for none.</param>
/// <param name="Formula">The formula it ranks by; null for other ways.</param>
/// <param name="RankScores">
/// When it ranks by a score: for each of <see cref="Offers"/> the position of its score in <see cref="RuleNeeds.Scores"/>, -1 for none. Empty otherwise.
/// </param>
public sealed record PlannedStrategy(
    Strategy Strategy,
    ImmutableArray<int> Offers,
    PlannedExpression? Eligible,
    PlannedExpression? Formula,
    ImmutableArray<int> RankScores
);

/// <summary>A placement, checked.</summary>
/// <param name="Placement">The placement as it is written.</param>
/// <param name="When">For which events a decision is made.</param>
/// <param name="Strategies">Positions in <see cref="RuleSetPlan.Strategies"/>.</param>
/// <param name="Fallback">Position of the fallback in <see cref="RuleSetPlan.Offers"/>; -1 for none.</param>
/// <param name="Experiments">Positions, in <see cref="RuleSetPlan.Experiments"/>, of the experiments that may decide here.</param>
public sealed record PlannedPlacement(
    Placement Placement,
    PlannedExpression When,
    ImmutableArray<int> Strategies,
    int Fallback,
    ImmutableArray<int> Experiments
);

/// <summary>An experiment, checked.</summary>
/// <param name="Experiment">The experiment as it is written.</param>
/// <param name="Layer">Its layer; null for none.</param>
/// <param name="When">Who takes part; null for everyone.</param>
/// <param name="ArmStrategies">For each arm, positions in <see cref="RuleSetPlan.Strategies"/>.</param>
public sealed record PlannedExperiment(
    ExperimentRule Experiment,
    LayerRule? Layer,
    PlannedExpression? When,
    ImmutableArray<ImmutableArray<int>> ArmStrategies
);
