namespace StreamScoring.Kafka.Settings;

/// <summary>How grave a diagnostic is.</summary>
public enum KafkaSeverity : byte
{
    /// <summary>Only of use when looking for something.</summary>
    Debug,

    /// <summary>Worth knowing.</summary>
    Information,

    /// <summary>Something does not work now; it is tried again.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,
}

/// <summary>A line that the Kafka client wrote, or something that happened on the way to the cluster.</summary>
/// <param name="Severity">How grave it is.</param>
/// <param name="Client">Which client, e.g. <c>streamscoring-consumer</c>.</param>
/// <param name="Facility">What it is about, e.g. <c>FAIL</c>.</param>
/// <param name="Message">What happened.</param>
public sealed record KafkaDiagnostic(KafkaSeverity Severity, string Client, string Facility, string Message);
