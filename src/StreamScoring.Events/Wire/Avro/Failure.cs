using StreamScoring.Events.Faults;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>Why a value could not be read. Negative, so that readers can return it in place of the position after the value.</summary>
internal enum Failure
{
    None = 0,
    CutOff = -1,
    BadInteger = -2,
    IntTooLarge = -3,
    BadBoolean = -4,
    BadLength = -5,
    BadUtf8 = -6,
    BadSymbol = -7,
    BadBranch = -8,
    BadCount = -9,
    RepeatedKey = -10,
    TextTooLong = -11,
    TooManyItems = -12,
    TooDeep = -13,
    WrongType = -14,
    NotAnInteger = -15,
    BadTime = -16,
    WrongWidth = -17,
    NullItem = -18,
    DecimalTooWide = -19,
    BeyondFloat32 = -20,
    RepeatedNamespace = -21,
}

/// <summary>What failures mean.</summary>
internal static class Failures
{
    public static (FaultCode Code, string Message) Describe(Failure failure, DecodeLimits limits) =>
        failure switch
        {
            Failure.CutOff => (FaultCode.Malformed, "the event ends inside the value"),
            Failure.BadInteger => (FaultCode.Malformed, "the event ends inside an integer, or the integer is longer than 64 bits"),
            Failure.IntTooLarge => (FaultCode.Malformed, "an int lies beyond 32 bits"),
            Failure.BadBoolean => (FaultCode.Malformed, "a boolean is neither 0 nor 1"),
            Failure.BadLength => (FaultCode.Malformed, "a length is negative or beyond the bytes that remain"),
            Failure.BadUtf8 => (FaultCode.Malformed, "a text is not valid UTF-8"),
            Failure.BadSymbol => (FaultCode.Malformed, "an enum's number is not that of a symbol of its schema"),
            Failure.BadBranch => (FaultCode.Malformed, "a union's number is not that of a branch of its schema"),
            Failure.BadCount => (FaultCode.Malformed, "an item count is beyond what the bytes that remain can hold"),
            Failure.RepeatedKey => (FaultCode.Malformed, "a map holds the same key twice"),
            Failure.TextTooLong => (FaultCode.LimitExceeded, $"a text is longer than the {limits.MaxTextBytes} bytes allowed"),
            Failure.TooManyItems => (FaultCode.LimitExceeded, $"an array holds more than the {limits.MaxItems} items allowed"),
            Failure.TooDeep => (FaultCode.LimitExceeded, $"values lie more than the {limits.MaxDepth} levels allowed in one another"),
            Failure.NotAnInteger => (FaultCode.TypeMismatch, "a number with a fraction, or beyond 64 bits, where an integer is wanted"),
            Failure.BadTime => (FaultCode.TypeMismatch, "the time is no RFC 3339 date-time or lies outside the years 1677 to 2262"),
            Failure.BeyondFloat32 => (FaultCode.TypeMismatch, "a number beyond the range of float32"),
            Failure.RepeatedNamespace => (FaultCode.Malformed, "a namespace stands twice in the map"),
            Failure.NullItem => (FaultCode.TypeMismatch, "an item is null where a vector is wanted"),
            Failure.DecimalTooWide => (FaultCode.TypeMismatch, "a decimal is wider than 128 bits"),
            _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "not a failure that describes itself"),
        };
}
