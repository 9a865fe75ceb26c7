namespace StreamScoring.Decisioning.Records;

/// <summary>An offer that was chosen.</summary>
/// <param name="Offer">Position in <see cref="Planning.RuleSetPlan.Offers"/>.</param>
/// <param name="Strategy">Position of the strategy in <see cref="Planning.RuleSetPlan.Strategies"/>; -1 for the fallback.</param>
/// <param name="Rank">The number it ranked by; NaN for none.</param>
public readonly record struct ChosenOffer(int Offer, int Strategy, double Rank);

/// <summary>An offer that was collected and not chosen.</summary>
/// <param name="Offer">Position in <see cref="Planning.RuleSetPlan.Offers"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">
/// What stood against it, -1 for nothing to name: of <see cref="LoserReason.LostOnRank"/> the offer's position, of <see cref="LoserReason.DeDuplicated"/> the placement's,
/// of <see cref="LoserReason.Layer"/> the experiment's, of <see cref="LoserReason.NotEligible"/> and <see cref="LoserReason.Capped"/> what <see cref="DecisionTexts"/> gives.
/// </param>
public readonly record struct Loser(int Offer, LoserReason Reason, int By = -1);

/// <summary>
/// One decision while it is made. Reused from one to the next: <see cref="Begin"/> empties it, its lists keep their room. Every offer that was collected is in exactly one
/// of <see cref="Chosen"/> (with a strategy) and <see cref="Losers"/>; the funnel is counted from these, so that it always adds up.
/// </summary>
public sealed class Decision
{
    private readonly List<ChosenOffer> _chosen = [];
    private readonly List<Loser> _losers = [];
    private readonly List<int> _strategies = [];
    private readonly List<int> _segments = [];
    private readonly byte[] _inputs = new byte[InputsLength];
    private bool _hasInputs;

    /// <summary>The length of a hash of inputs: <c>sha256:</c> and hexadecimal digits.</summary>
    public const int InputsLength = 7 + 64;

    /// <summary>The placement, by its position in <see cref="Planning.RuleSetPlan.Placements"/>.</summary>
    public int Placement { get; private set; }

    /// <summary>Why the placement shows what it shows.</summary>
    public DecisionReason Reason { get; set; }

    /// <summary>What the choice rests on.</summary>
    public TrafficType TrafficType { get; set; }

    /// <summary>The probability with which this choice was made, more than 0 and at most 1.</summary>
    public double Propensity { get; set; }

    /// <summary>The experiment that decided, by its position; -1 for none.</summary>
    public int Experiment { get; set; }

    /// <summary>The arm of the experiment, by its position; -1 for none.</summary>
    public int Arm { get; set; }

    /// <summary>Up to where profiles had been read; -1 without profiles.</summary>
    public long ProfileOffset { get; set; }

    /// <summary>The chosen offers, the best first.</summary>
    public IReadOnlyList<ChosenOffer> Chosen => _chosen;

    /// <summary>The losers, in the order of the offers.</summary>
    public IReadOnlyList<Loser> Losers => _losers;

    /// <summary>The strategies that were tried, in order, by their positions.</summary>
    public IReadOnlyList<int> Strategies => _strategies;

    /// <summary>The segments the person was in, by their positions.</summary>
    public IReadOnlyList<int> Segments => _segments;

    /// <summary>Hash of everything that the decision rests on beside the rule set; empty when it was not taken. What the encoder takes as inputs hash.</summary>
    public ReadOnlySpan<byte> Inputs => _hasInputs ? _inputs : default;

    /// <summary>Takes the hash of the inputs, SHA-256 (32 bytes).</summary>
    public void SetInputs(ReadOnlySpan<byte> sha256)
    {
        "sha256:"u8.CopyTo(_inputs);
        _hasInputs = Convert.TryToHexStringLower(sha256, _inputs.AsSpan(7), out var written) && written == 64;
    }

    /// <summary>Empties it for a placement.</summary>
    public void Begin(int placement)
    {
        (Placement, Reason, TrafficType, Propensity) = (placement, DecisionReason.None, TrafficType.NonContextual, 1);
        (Experiment, Arm, ProfileOffset) = (-1, -1, -1);
        _chosen.Clear();
        _losers.Clear();
        _strategies.Clear();
        _segments.Clear();
        _hasInputs = false;
    }

    /// <summary>Adds a chosen offer.</summary>
    public void Choose(ChosenOffer offer) => _chosen.Add(offer);

    /// <summary>Adds a loser.</summary>
    public void Lose(Loser loser) => _losers.Add(loser);

    /// <summary>Adds a strategy that was tried.</summary>
    public void Try(int strategy) => _strategies.Add(strategy);

    /// <summary>Adds a segment that the person was in.</summary>
    public void InSegment(int segment) => _segments.Add(segment);

    /// <summary>How many offers were left after a step.</summary>
    public int Left(DecisionStep step)
    {
        var left = _losers.Count;
        foreach (var loser in _losers)
            left -= LoserReasons.StepOf(loser.Reason) <= step ? 1 : 0;
        foreach (var offer in _chosen)
            left += offer.Strategy >= 0 ? 1 : 0;
        return left;
    }
}
