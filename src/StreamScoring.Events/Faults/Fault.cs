namespace StreamScoring.Events.Faults;

/// <summary>Where in the way of the data a fault arose.</summary>
public enum FaultStage : byte
{
    /// <summary>Reading from the log.</summary>
    Source,

    /// <summary>Turning bytes into columns.</summary>
    Decode,

    /// <summary>A column stage of a graph.</summary>
    Graph,

    /// <summary>A model stage of a graph.</summary>
    Inference,

    /// <summary>Rules, segments and decisions.</summary>
    Decide,

    /// <summary>Writing to the log.</summary>
    Sink,
}

/// <summary>Whose fault it is.</summary>
public enum FaultDomain : byte
{
    /// <summary>The event: whoever sent it must mend it.</summary>
    Event,

    /// <summary>The graph, rule set or configuration: its author must mend it.</summary>
    Definition,

    /// <summary>The model.</summary>
    Model,

    /// <summary>Something outside: broker, registry, disk.</summary>
    Environment,
}

/// <summary>Something wrong with one event (or one service's view of it). Expected, so a value and not an exception.</summary>
/// <param name="Code">What is wrong; its wire spelling is <see cref="FaultCodes.Wire"/>.</param>
/// <param name="Stage">Where it arose.</param>
/// <param name="Domain">Whose fault it is.</param>
/// <param name="MayRetry">Whether the same event can succeed later without being changed.</param>
/// <param name="Path">The XDM path, node or output it is about; empty when it is about the whole event.</param>
/// <param name="Message">What was wrong and what was expected, without payload values.</param>
public sealed record Fault(FaultCode Code, FaultStage Stage, FaultDomain Domain, bool MayRetry, string Path, string Message)
{
    /// <summary>A decode fault of the event's own making.</summary>
    public static Fault Decode(FaultCode code, string path, string message) =>
        new(code, FaultStage.Decode, FaultDomain.Event, false, path, message);

    /// <inheritdoc/>
    public override string ToString() =>
        Path.Length == 0 ? $"{FaultCodes.Wire(Code)}: {Message}" : $"{FaultCodes.Wire(Code)} at {Path}: {Message}";
}
