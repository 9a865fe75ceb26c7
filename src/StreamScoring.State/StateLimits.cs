namespace StreamScoring.State;

/// <summary>What bounds the memory of one key. When a limit is met the oldest go, and values that would have needed them are flagged incomplete.</summary>
public sealed record StateLimits
{
    /// <summary>The limits used when nothing else is configured.</summary>
    public static StateLimits Default { get; } = new();

    /// <summary>Entries kept per window and key. At least 1.</summary>
    public int MaxEntriesPerWindow { get; init; } = 4096;

    /// <summary>Distinct values remembered per key and definition; beyond it the count stays and is flagged incomplete. At least 1.</summary>
    public int MaxDistinct { get; init; } = 1024;

    /// <summary>UTF-8 bytes kept of a text; a longer one is cut at a character's border and flagged incomplete where it is given back. 4 to 32,767.</summary>
    public int MaxTextBytes { get; init; } = 4096;

    /// <summary>How much later than the newest event of a window an event may be and still find its window whole, ns of event time.</summary>
    public long AllowedLatenessNs { get; init; } = 48L * 3600 * 1_000_000_000;

    /// <summary>How long an event id is remembered, ns of event time.</summary>
    public long DedupeHorizonNs { get; init; } = 24L * 3600 * 1_000_000_000;

    /// <summary>Event ids remembered per key. 1 to 32,767.</summary>
    public int MaxDedupeIds { get; init; } = 256;

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> when a limit is outside its range.</summary>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEntriesPerWindow, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDistinct, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTextBytes, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxTextBytes, short.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNegative(AllowedLatenessNs);
        ArgumentOutOfRangeException.ThrowIfNegative(DedupeHorizonNs);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDedupeIds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDedupeIds, short.MaxValue);
    }
}
