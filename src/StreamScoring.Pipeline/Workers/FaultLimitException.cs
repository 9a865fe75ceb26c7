using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Workers;

/// <summary>Too many of the last events became dead letters; the message says how many, why the last did, and what to do.</summary>
public sealed class FaultLimitException : LogException
{
    /// <summary>With a message.</summary>
    public FaultLimitException(string message)
        : base(message) { }
}
