namespace StreamScoring.State.Versions;

/// <summary>How much of a table's past is held.</summary>
public sealed record VersionedTableLimits
{
    /// <summary>The limits used when nothing else is configured.</summary>
    public static VersionedTableLimits Default { get; } = new();

    /// <summary>How far behind the table's newest record the past is held, ns. Not negative.</summary>
    public long RetentionNs { get; init; } = 7L * 24 * 3600 * 1_000_000_000;

    /// <summary>Versions held per key; beyond it the oldest go. At least 1.</summary>
    public int MaxVersionsPerKey { get; init; } = 256;

    /// <summary>The largest value that is taken, in bytes. At least 1.</summary>
    public int MaxValueBytes { get; init; } = 1 << 20;

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> when a limit is outside its range.</summary>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(RetentionNs);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxVersionsPerKey, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxValueBytes, 1);
    }
}
