namespace StreamScoring.Cli.Showing;

/// <summary>Shows a run: live on a terminal, as lines elsewhere.</summary>
internal interface IRunView : IDisposable
{
    /// <summary>How often it wants to be told.</summary>
    TimeSpan Interval { get; }

    /// <summary>Shows how it stands.</summary>
    void Update(RunSnapshot snapshot);
}
