using StreamScoring.Events.Identity;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>One event being decoded: its bytes, its identity so far, and where it failed.</summary>
internal ref struct Walk
{
    public Walk(ReadOnlySpan<byte> data, IdentityRule rule)
    {
        Data = data;
        Choice = new IdentityChoice(rule);
    }

    public readonly ReadOnlySpan<byte> Data;

    /// <summary>The identity chosen so far.</summary>
    public IdentityChoice Choice;

    public ReadOnlySpan<byte> Namespace;
    public ReadOnlySpan<byte> Id;
    public bool IsPrimary;

    public Failure Failure;

    /// <summary>The step that failed, and the position of its value.</summary>
    public int FailedStep;
    public int FailedAt;

    /// <summary>Of <see cref="Failure.WrongWidth"/>: the items there were.</summary>
    public long Items;
}
