using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.Segments.Index;

/// <summary>Values as the index has them.</summary>
internal static class AttributeValues
{
    /// <summary>Stands for a value of a kind that only a whole evaluation treats right: one that is converted, a list, an integer that binary64 cannot hold.</summary>
    public const double Odd = double.PositiveInfinity;

    private const long ExactLimit = 1L << 53;

    public static double Of(RuleAttribute attribute, in Value value) =>
        (value.Kind, attribute.Domain) switch
        {
            (ValueKind.Null, _) => double.NaN,
            (ValueKind.Text, Domain.Text) => attribute.Find(value.Utf8),
            (ValueKind.Number, Domain.Number) => value.Number,
            (ValueKind.Integer, Domain.Number) => Exact(value.Integer),
            (ValueKind.Boolean, Domain.Boolean) => value.Boolean ? 1 : 0,
            _ => Odd,
        };

    public static double Of(RuleAttribute attribute, Column column, int row)
    {
        if (column.IsNull(row))
            return double.NaN;
        return (column, attribute.Domain) switch
        {
            (TextColumn text, Domain.Text) => attribute.Find(text[row]),
            (ValueColumn<double> number, Domain.Number) => double.IsFinite(number[row]) ? number[row] : double.NaN,
            (ValueColumn<long> integer, Domain.Number) => Exact(integer[row]),
            (ValueColumn<float> number, Domain.Number) => float.IsFinite(number[row]) ? number[row] : double.NaN,
            (ValueColumn<bool> flag, Domain.Boolean) => flag[row] ? 1 : 0,
            _ => Odd,
        };
    }

    private static double Exact(long integer) => integer is > -ExactLimit and < ExactLimit ? integer : Odd;
}
