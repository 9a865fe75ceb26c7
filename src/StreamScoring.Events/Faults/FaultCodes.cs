namespace StreamScoring.Events.Faults;

/// <summary>The wire spelling of fault codes.</summary>
public static class FaultCodes
{
    /// <summary>The spelling in records, dead-letter headers and metrics, e.g. <c>time-ahead</c>.</summary>
    public static string Wire(FaultCode code) =>
        code switch
        {
            FaultCode.None => "none",
            FaultCode.Malformed => "malformed",
            FaultCode.UnknownFormat => "unknown-format",
            FaultCode.UnknownSchema => "unknown-schema",
            FaultCode.LimitExceeded => "limit-exceeded",
            FaultCode.TimeMissing => "time-missing",
            FaultCode.TimeInvalid => "time-invalid",
            FaultCode.TimeAhead => "time-ahead",
            FaultCode.TypeMismatch => "type-mismatch",
            FaultCode.ScoreNotANumber => "score-nan",
            FaultCode.ModelFailed => "model-failed",
            FaultCode.NodeFailed => "node-failed",
            FaultCode.Corrupt => "corrupt",
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, "unknown fault code"),
        };
}
