namespace StreamScoring.Decisioning.History;

/// <summary>What bounds the stored events of one key. When a limit is met the oldest go, and the history says that it is incomplete.</summary>
public sealed record HistoryLimits
{
    /// <summary>The limits used when nothing else is configured.</summary>
    public static HistoryLimits Default { get; } = new();

    /// <summary>Events held. At least 1.</summary>
    public int MaxEvents { get; init; } = 1024;

    /// <summary>Bytes held. An event that takes more by itself is not stored. At least 1,024.</summary>
    public int MaxBytes { get; init; } = 256 * 1024;

    /// <summary>Items of an array that are seen, of the current event as well. At least 1.</summary>
    public int MaxItems { get; init; } = 256;

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> when a limit is outside its range.</summary>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEvents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxItems, 1);
    }
}
