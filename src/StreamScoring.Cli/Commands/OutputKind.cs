namespace StreamScoring.Cli.Commands;

/// <summary>How a verb answers.</summary>
internal enum OutputKind
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs.</summary>
    Json,
}
