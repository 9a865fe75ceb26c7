namespace StreamScoring.Events.Columns;

/// <summary>The element types a column can hold. A value is one of these or null.</summary>
public enum ColumnType : byte
{
    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Signed 64-bit integer.</summary>
    Int64,

    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary64.</summary>
    Float64,

    /// <summary>UTF-8 text.</summary>
    Text,

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z (years 1677 to 2262, as pandas' datetime64[ns]).</summary>
    Timestamp,
}
