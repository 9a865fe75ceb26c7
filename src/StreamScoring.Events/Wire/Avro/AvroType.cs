namespace StreamScoring.Events.Wire.Avro;

/// <summary>What bytes a type has on the wire, and what they mean.</summary>
internal enum AvroKind : byte
{
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    Fixed,
    Text,
    Enum,
    Record,
    Array,
    Map,
    Union,

    /// <summary>An int of days since the epoch.</summary>
    Date,

    /// <summary>A long since the epoch, in <see cref="AvroType.UnitNs"/>.</summary>
    Instant,

    /// <summary>An int of milliseconds after midnight.</summary>
    TimeMillis,

    /// <summary>A long of microseconds after midnight.</summary>
    TimeMicros,

    /// <summary>A decimal number in bytes.</summary>
    DecimalBytes,

    /// <summary>A decimal number in a fixed.</summary>
    DecimalFixed,
}

/// <summary>One type of a writer schema, freed of the package that parsed it. Types may refer to themselves through a record.</summary>
internal sealed class AvroType(AvroKind kind)
{
    public AvroKind Kind { get; } = kind;

    /// <summary>How many types lie inside one another at most, this one included; where a record comes back to itself the count ends.</summary>
    public int Height { get; set; } = 1;

    /// <summary>Of a fixed: its bytes.</summary>
    public int Size { get; init; }

    /// <summary>Of a decimal: digits after the point.</summary>
    public int Scale { get; init; }

    /// <summary>Of an instant: nanoseconds a step.</summary>
    public long UnitNs { get; init; }

    /// <summary>Of an enum: its symbols in UTF-8.</summary>
    public byte[][] Symbols { get; init; } = [];

    /// <summary>Of a record: its fields in wire order. Filled after the record is known, because they may refer to it.</summary>
    public List<AvroField> Fields { get; } = [];

    /// <summary>Of an array or a map: the type of its items or values.</summary>
    public AvroType? Item { get; init; }

    /// <summary>Of a union: its branches.</summary>
    public IReadOnlyList<AvroType> Branches { get; init; } = [];
}

/// <summary>A field of a record.</summary>
/// <param name="Name">The name in Platform wire spelling.</param>
/// <param name="Aliases">Its other names.</param>
/// <param name="Type">Its type.</param>
internal readonly record struct AvroField(string Name, IReadOnlyList<string> Aliases, AvroType Type);
