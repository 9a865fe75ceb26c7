namespace StreamScoring.Decisioning.Explaining;

/// <summary>A predicate that decided a condition.</summary>
/// <param name="Text">The predicate.</param>
/// <param name="IsTrue">Whether it holds.</param>
/// <param name="ShouldBe">What it must be for the condition to hold: false below a <c>not</c>.</param>
/// <param name="Values">What it compared: the part's text, and its value as JSON.</param>
/// <param name="Distance">Between two numbers, how far they are apart; between two times, in seconds; else null.</param>
/// <param name="TurnsAtNs">When it may turn although nothing but time passes, ns since the epoch; null for never.</param>
public sealed record PredicateReason(
    string Text,
    bool IsTrue,
    bool ShouldBe,
    IReadOnlyList<(string Part, string Value)> Values,
    double? Distance,
    long? TurnsAtNs
)
{
    /// <summary>Whether it speaks for the condition.</summary>
    public bool Helps => IsTrue == ShouldBe;

    /// <summary>The distance relative to the numbers' own size; of times, to a day. Compares predicates of different kinds.</summary>
    public double? RelativeDistance { get; init; }
}

/// <summary>Why a condition holds or does not.</summary>
/// <param name="Holds">Whether it does.</param>
/// <param name="Because">
/// The fewest predicates that settle it: of what holds, those that are enough; of what does not, those that would have to turn (of an <c>or</c>, any one of them).
/// </param>
public sealed record ConditionReasons(bool Holds, IReadOnlyList<PredicateReason> Because)
{
    /// <summary>The failed predicate that was closest: by distance, else the one that time turns first, else the only one there is; null when there is none such.</summary>
    public PredicateReason? NearestMiss
    {
        get
        {
            var failed = Because.Where(p => !p.Helps).ToList();
            return Holds
                ? null
                : failed.Where(p => p.RelativeDistance is not null).MinBy(p => p.RelativeDistance)
                    ?? failed.Where(p => p.TurnsAtNs is not null).MinBy(p => p.TurnsAtNs)
                    ?? (failed.Count == 1 ? failed[0] : null);
        }
    }
}
