namespace StreamScoring.State.Versions;

/// <summary>What became of a record of a table.</summary>
public enum PutOutcome : byte
{
    /// <summary>It is in the table.</summary>
    Taken,

    /// <summary>It is older than what the table holds of the past, and is dropped.</summary>
    TooOld,

    /// <summary>Its value is larger than the table takes, and is dropped: the version before it goes on.</summary>
    TooLarge,
}

/// <summary>What a table says of a key at a moment.</summary>
public enum VersionStatus : byte
{
    /// <summary>There was no such row, or it had been deleted.</summary>
    None,

    /// <summary>There was a row.</summary>
    Found,

    /// <summary>The moment lies before the past that is held: there may have been a row.</summary>
    Expired,
}

/// <summary>A row as of a moment. Valid until the table is written or the transaction ends.</summary>
public readonly ref struct VersionLookup
{
    internal VersionLookup(VersionStatus status, ReadOnlySpan<byte> value = default, long sinceNs = 0)
    {
        Status = status;
        Value = value;
        SinceNs = sinceNs;
    }

    /// <summary>Whether there was one.</summary>
    public VersionStatus Status { get; }

    /// <summary>The row's bytes; empty unless found.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Since when it is valid, ns since the epoch; 0 unless found.</summary>
    public long SinceNs { get; }
}
