using System.Globalization;

namespace StreamScoring.Events.Columns;

/// <summary>How many values a column holds for one row.</summary>
public enum ColumnLayout : byte
{
    /// <summary>One value or null.</summary>
    Scalar,

    /// <summary>Any number of values, each possibly null; the list itself may be null.</summary>
    List,

    /// <summary>Exactly <see cref="ColumnShape.Width"/> values, row-major; the whole vector may be null, its values may not.</summary>
    Vector,
}

/// <summary>The static type of a column: what a row holds. Equal shapes are interchangeable.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Layout">Scalar, list or vector.</param>
/// <param name="Width">Values per row: 1 for a scalar, n for a vector, 0 for a list.</param>
public readonly record struct ColumnShape(ColumnType Type, ColumnLayout Layout, int Width)
{
    /// <summary>One value of <paramref name="type"/> a row.</summary>
    public static ColumnShape Scalar(ColumnType type) => new(type, ColumnLayout.Scalar, 1);

    /// <summary>A list of <paramref name="type"/> a row.</summary>
    public static ColumnShape List(ColumnType type) => new(type, ColumnLayout.List, 0);

    /// <summary>A vector of <paramref name="width"/> values of <paramref name="type"/> a row.</summary>
    public static ColumnShape Vector(ColumnType type, int width) => new(type, ColumnLayout.Vector, width);

    /// <summary>The spelling used in graph documents and messages: <c>float64</c>, <c>list&lt;string&gt;</c>, <c>float32[7]</c>.</summary>
    public override string ToString()
    {
        var name = Name(Type);
        return Layout switch
        {
            ColumnLayout.List => $"list<{name}>",
            ColumnLayout.Vector => string.Create(CultureInfo.InvariantCulture, $"{name}[{Width}]"),
            _ => name,
        };
    }

    /// <summary>The document spelling of an element type.</summary>
    public static string Name(ColumnType type) =>
        type switch
        {
            ColumnType.Boolean => "bool",
            ColumnType.Int64 => "int64",
            ColumnType.Float32 => "float32",
            ColumnType.Float64 => "float64",
            ColumnType.Text => "string",
            ColumnType.Timestamp => "timestamp",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown column type"),
        };
}
