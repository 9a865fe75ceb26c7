namespace StreamScoring.Events.Wire;

/// <summary>What one event may cost. Every limit is checked before anything is allocated or written for what exceeds it.</summary>
public sealed record DecodeLimits
{
    /// <summary>The deepest nesting that decoders can be asked to follow.</summary>
    public const int DeepestDepth = 64;

    private readonly int _maxDepth = DeepestDepth;

    /// <summary>The limits in force when nothing is configured.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>Bytes of the whole payload. Default 1 MiB.</summary>
    public int MaxEventBytes { get; init; } = 1 << 20;

    /// <summary>Nested objects and arrays, the root counted: 1 to <see cref="DeepestDepth"/>, the default. Throws <see cref="ArgumentOutOfRangeException"/> beyond.</summary>
    public int MaxDepth
    {
        get => _maxDepth;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, DeepestDepth);
            _maxDepth = value;
        }
    }

    /// <summary>Items of one array that is read (vectors are bounded by their width instead). Default 10,000.</summary>
    public int MaxItems { get; init; } = 10_000;

    /// <summary>UTF-8 bytes of one text that is read, and of the identity. Default 64 KiB.</summary>
    public int MaxTextBytes { get; init; } = 64 * 1024;
}
