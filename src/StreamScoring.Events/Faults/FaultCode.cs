namespace StreamScoring.Events.Faults;

/// <summary>What is wrong, as it stands in records, dead letters and metrics. New codes go last: the numbers are kept in state and logs.</summary>
public enum FaultCode : byte
{
    /// <summary>Not a fault; never written.</summary>
    None = 0,

    /// <summary>The bytes are not a well-formed document of their format.</summary>
    Malformed = 1,

    /// <summary>A format or schema that this worker does not know.</summary>
    UnknownFormat = 2,

    /// <summary>The schema id is not known to the schema source.</summary>
    UnknownSchema = 3,

    /// <summary>A depth, length or item limit was exceeded.</summary>
    LimitExceeded = 4,

    /// <summary>The event has no timestamp.</summary>
    TimeMissing = 5,

    /// <summary>The timestamp cannot be read or lies outside the years 1677 to 2262.</summary>
    TimeInvalid = 6,

    /// <summary>The timestamp is further ahead of its arrival than allowed.</summary>
    TimeAhead = 7,

    /// <summary>A field has a value of a kind that its column cannot hold.</summary>
    TypeMismatch = 8,

    /// <summary>A declared score output is NaN.</summary>
    ScoreNotANumber = 9,

    /// <summary>The model failed on this row.</summary>
    ModelFailed = 10,

    /// <summary>A node of the graph failed on this row.</summary>
    NodeFailed = 11,

    /// <summary>The log returned bytes that fail its own integrity check.</summary>
    Corrupt = 12,
}
