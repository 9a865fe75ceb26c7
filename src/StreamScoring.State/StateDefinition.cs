namespace StreamScoring.State;

/// <summary>
/// What one section of a key's state holds. State is found by <see cref="Hash"/>, so two graphs (or two revisions of one) that define the same thing share it.
/// </summary>
/// <param name="Kind">The operation that owns the section, e.g. <c>window</c>; it fixes the binary format.</param>
/// <param name="Hash"><c>sha256:</c> and the lower-case hash of the canonical definition: kind, parameters, and what feeds it (by XDM path and operation, never by local name).</param>
public sealed record StateDefinition(string Kind, string Hash)
{
    /// <summary>Says what is wrong with a persisted section of a kind that is at home in another project, or gives null. No part of what the definition is.</summary>
    public SectionCheck? Check { get; init; }

    /// <inheritdoc/>
    public bool Equals(StateDefinition? other) =>
        other is not null
        && string.Equals(Kind, other.Kind, StringComparison.Ordinal)
        && string.Equals(Hash, other.Hash, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Hash);
}

/// <summary>What is wrong with a persisted section, as the end of a sentence; null when nothing is.</summary>
public delegate string? SectionCheck(ReadOnlySpan<byte> section);
