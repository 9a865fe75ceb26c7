namespace StreamScoring.Pipeline.Observing;

/// <summary>What telemetry calls the log and its reader, after OpenTelemetry's conventions for messaging.</summary>
/// <param name="System"><c>messaging.system</c>: <c>kafka</c>, or our own name for a log of ours.</param>
/// <param name="Group"><c>messaging.consumer.group.name</c>.</param>
/// <param name="Scores">The topic that score records go to.</param>
public sealed record MessagingNames(string System, string Group, string Scores)
{
    /// <summary>A log of our own.</summary>
    public static MessagingNames Embedded { get; } = new("streamscoring", "streamscoring", "scores");
}
