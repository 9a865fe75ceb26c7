namespace StreamScoring.Pipeline.Jsonl;

/// <summary>The files of one scoring job.</summary>
public sealed record JsonlFiles
{
    /// <summary>Events, one JSON document a line, optionally gzipped.</summary>
    public required string In { get; init; }

    /// <summary>Earlier events that only build state, or null.</summary>
    public string? History { get; init; }

    /// <summary>Where score records go, one a line, in the order of the events.</summary>
    public required string Out { get; init; }

    /// <summary>Where feature records go, or null.</summary>
    public string? Features { get; init; }

    /// <summary>Where dead letters go; the file is made when there is one.</summary>
    public required string DeadLetters { get; init; }

    /// <summary>The longest line read, bytes.</summary>
    public int MaxLineBytes { get; init; } = 1 << 20;
}
