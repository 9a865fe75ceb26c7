namespace StreamScoring.Cli.Running;

/// <summary>What is played.</summary>
/// <param name="File">The events.</param>
/// <param name="History">How many of them are loaded first.</param>
/// <param name="EventsPerSecond">The pace of the others; null plays them at once.</param>
/// <param name="IsSample">Whether it is the bundled sample, of which more can be said.</param>
/// <param name="HasOutcome">Whether the sample's own service scores it, whose promise the events themselves confirm or not.</param>
/// <param name="Profiles">Profiles that are there before the first event, or null.</param>
internal sealed record PlaySettings(
    string File,
    long History,
    double? EventsPerSecond,
    bool IsSample,
    bool HasOutcome,
    string? Profiles = null
);
