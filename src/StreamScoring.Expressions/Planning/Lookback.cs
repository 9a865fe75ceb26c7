using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Times;

namespace StreamScoring.Expressions.Planning;

/// <summary>How far back a condition on an event's time lets it lie.</summary>
internal static class Lookback
{
    /// <summary>
    /// The bound in ns of event time; <see cref="long.MaxValue"/> when there is none, at least 1 otherwise. <paramref name="isTime"/> tells whether a part is the time of
    /// the event.
    /// </summary>
    public static long Of(SyntaxNode condition, Func<SyntaxNode, bool> isTime) =>
        condition switch
        {
            LogicalSyntax { IsAnd: true } and => and.Operands.Min(o => Of(o, isTime)),
            LogicalSyntax or => or.Operands.Max(o => Of(o, isTime)),
            OccursSyntax occurs when isTime(occurs.Value) => Of(occurs.Range),
            _ => long.MaxValue,
        };

    /// <summary>The bound of a range.</summary>
    public static long Of(TimeRangeSyntax range) =>
        Math.Max(
            1,
            range switch
            {
                OffsetRangeSyntax
                {
                    Direction: TimeDirection.Before,
                    Comparison: BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Equal
                } offset => Plus(Of(offset.Anchor), Length(offset.Distance.Count, offset.Distance.Unit)),
                SideRangeSyntax { Direction: TimeDirection.After } side => Of(side.Anchor),
                OnRangeSyntax on => Of(on.Anchor),
                BetweenRangeSyntax between => Of(between.From),
                _ => long.MaxValue,
            }
        );

    private static long Of(SyntaxNode anchor) =>
        anchor is not MomentSyntax moment
            ? long.MaxValue
            : moment.Moment switch
            {
                RelativeMoment.Now => 0,
                RelativeMoment.Today or RelativeMoment.Tomorrow => Length(1, TimeUnit.Day),
                RelativeMoment.Yesterday => Length(2, TimeUnit.Day),
                RelativeMoment.Last => Length(2, moment.Unit!.Value),
                _ => Length(1, moment.Unit!.Value),
            };

    // The longest that so many units can be: of twelve months none is longer than a leap year.
    private static long Length(long count, TimeUnit unit)
    {
        var wide =
            (Int128)count
            * (
                UtcCalendar.FixedNs(unit) is > 0 and var fixedNs
                    ? fixedNs
                    : (Int128)UtcCalendar.Months(unit) * 31 * UtcCalendar.FixedNs(TimeUnit.Day)
            );
        return wide > long.MaxValue ? long.MaxValue : (long)wide;
    }

    private static long Plus(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
}
