namespace StreamScoring.Events.Wire.Avro;

/// <summary>How single values are passed over.</summary>
internal static class Skips
{
    /// <summary>The step that passes over a value of a single-valued type, and its first operand.</summary>
    public static (OpCode Code, int A) Of(AvroType type) =>
        type.Kind switch
        {
            AvroKind.Boolean => (OpCode.SkipBoolean, 0),
            AvroKind.Int or AvroKind.Date or AvroKind.TimeMillis => (OpCode.SkipInt, 0),
            AvroKind.Long or AvroKind.Instant or AvroKind.TimeMicros => (OpCode.SkipLong, 0),
            AvroKind.Float => (OpCode.SkipFixed, sizeof(float)),
            AvroKind.Double => (OpCode.SkipFixed, sizeof(double)),
            AvroKind.Fixed or AvroKind.DecimalFixed => (OpCode.SkipFixed, type.Size),
            AvroKind.Bytes or AvroKind.DecimalBytes => (OpCode.SkipBytes, 0),
            AvroKind.Text => (OpCode.SkipText, 0),
            AvroKind.Enum => (OpCode.SkipEnum, type.Symbols.Length),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type.Kind, "not a single value"),
        };
}
