namespace StreamScoring.Cli.Commands;

/// <summary>The exit codes of all verbs.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Fine = 0;

    /// <summary>The work found faults, or failed on the way.</summary>
    public const int FoundFaults = 1;

    /// <summary>The call was wrong: arguments, configuration, files. Nothing was done.</summary>
    public const int WrongUse = 2;
}
