using StreamScoring.Events.Columns;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>Which Avro types a column can take. What a single value then cannot do (3.5 as an integer) is a fault of its row.</summary>
internal static class Conversions
{
    /// <summary>Whether values of <paramref name="type"/> can go to a column of <paramref name="target"/>.</summary>
    public static bool Exists(AvroType type, ColumnType target) =>
        type.Kind switch
        {
            AvroKind.Boolean => target == ColumnType.Boolean,
            AvroKind.Int or AvroKind.Long => target is ColumnType.Int64 or ColumnType.Float32 or ColumnType.Float64 or ColumnType.Timestamp,
            AvroKind.TimeMillis or AvroKind.TimeMicros => target is ColumnType.Int64 or ColumnType.Float32 or ColumnType.Float64,
            AvroKind.Float or AvroKind.Double or AvroKind.DecimalBytes or AvroKind.DecimalFixed => target
                is ColumnType.Int64
                    or ColumnType.Float32
                    or ColumnType.Float64,
            AvroKind.Date or AvroKind.Instant => target is ColumnType.Timestamp or ColumnType.Int64 or ColumnType.Text,
            AvroKind.Text => target is ColumnType.Text or ColumnType.Timestamp,
            AvroKind.Enum or AvroKind.Bytes => target == ColumnType.Text,
            _ => false,
        };

    /// <summary>How messages call a type.</summary>
    public static string Name(AvroKind kind) =>
        kind switch
        {
            AvroKind.Text => "string",
            AvroKind.Instant => "timestamp",
            AvroKind.TimeMillis or AvroKind.TimeMicros => "time",
            AvroKind.DecimalBytes or AvroKind.DecimalFixed => "decimal",
            _ => kind.ToString().ToLowerInvariant(),
        };
}
