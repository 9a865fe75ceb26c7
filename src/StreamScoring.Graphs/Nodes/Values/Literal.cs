using System.Text;
using StreamScoring.Documents;
using StreamScoring.Events.Columns;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>A constant in a node's parameters. Integers and floats are told apart, as in pandas. <see cref="Type"/> is null for null and NaN-less nothing.</summary>
internal sealed record Literal(ColumnType? Type, bool Bool, long Int, double Float, byte[] Utf8)
{
    /// <summary>No value.</summary>
    public static Literal Missing { get; } = new(null, false, 0, double.NaN, []);

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber => Type is ColumnType.Int64 or ColumnType.Float64;

    /// <summary>Whether it stands for a missing value: null or NaN.</summary>
    public bool IsMissing => Type is null || (Type == ColumnType.Float64 && double.IsNaN(Float));

    /// <summary>The literal of a scalar node; null for a list or map.</summary>
    public static Literal? Of(DocumentNode node) =>
        node switch
        {
            DocumentScalar { Value: null } => Missing,
            DocumentScalar { Value: bool b } => new(ColumnType.Boolean, b, b ? 1 : 0, b ? 1 : 0, []),
            DocumentScalar { Value: long i } => new(ColumnType.Int64, false, i, i, []),
            DocumentScalar { Value: double d } => new(ColumnType.Float64, false, 0, d, []),
            DocumentScalar { Value: string s } => new(ColumnType.Text, false, 0, double.NaN, Encoding.UTF8.GetBytes(s)),
            _ => null,
        };

    /// <summary>The constant as NumPy takes it beside a column: next to float32 it is rounded to float32 first.</summary>
    public Literal Beside(ColumnType column) =>
        column == ColumnType.Float32 && IsNumber ? this with { Type = ColumnType.Float64, Float = (float)Float } : this;

    /// <summary>What it is, in words for messages.</summary>
    public string Kind => Type is { } type ? ColumnShape.Name(type) : "null";
}
