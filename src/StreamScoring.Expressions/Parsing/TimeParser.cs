using StreamScoring.Documents;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Parsing;

/// <summary>Reads moments (<c>now</c>, <c>last month</c>), durations and the ranges of <c>occurs</c> and <c>WHEN</c>.</summary>
internal sealed class TimeParser(TokenCursor cursor, Func<SyntaxNode?> operand)
{
    /// <summary>The comparison that a symbol stands for, or null.</summary>
    public static BinaryOperator? ComparisonOf(Token token) =>
        token.Kind != TokenKind.Symbol
            ? null
            : token.Text switch
            {
                "=" => BinaryOperator.Equal,
                "!=" => BinaryOperator.NotEqual,
                "<" => BinaryOperator.Less,
                "<=" => BinaryOperator.LessOrEqual,
                ">" => BinaryOperator.Greater,
                ">=" => BinaryOperator.GreaterOrEqual,
                _ => null,
            };

    /// <summary>A moment at the current position, or null with nothing read.</summary>
    public MomentSyntax? Moment()
    {
        var word = cursor.Current;
        if (word.Kind != TokenKind.Name || Words.Moment(word.Text) is not { } moment)
            return null;
        if (moment < RelativeMoment.This)
        {
            // A function of that name, or a field below one.
            if (cursor.Ahead(1).Is("("))
                return null;
            cursor.Next();
            return new(moment, null) { Span = word.Span };
        }

        if (cursor.Ahead(1) is not { Kind: TokenKind.Name } next || Words.Unit(next.Text) is not { } unit)
            return null;
        cursor.Next();
        cursor.Next();
        return new(moment, unit) { Span = word.Span.To(next.Span) };
    }

    /// <summary>A whole number and a unit; null with an error otherwise.</summary>
    public DurationSyntax? Duration()
    {
        var number = cursor.Current;
        if (number is not { Kind: TokenKind.Number, Number: long count })
        {
            cursor.Fail($"expected a whole number and a unit of time, such as 30 minutes, found {number.Described}");
            return null;
        }

        cursor.Next();
        var word = cursor.Current;
        if (word.Kind != TokenKind.Name || Words.Unit(word.Text) is not { } unit)
        {
            cursor.Fail(
                $"expected a unit of time, found {word.Described}{(word.IsName ? Suggestion.Hint(word.Text, Words.UnitWords) : "")}"
            );
            return null;
        }

        cursor.Next();
        return new(count, unit) { Span = number.Span.To(word.Span) };
    }

    /// <summary>What may follow <c>occurs</c>, or stand in <c>WHEN(…)</c>.</summary>
    public TimeRangeSyntax? Range()
    {
        var start = cursor.Current.Span;
        var range = ReadRange();
        return range is null ? null : range with { Span = start.To(cursor.Previous.Span) };
    }

    private TimeRangeSyntax? ReadRange()
    {
        if (ComparisonOf(cursor.Current) is { } comparison)
        {
            cursor.Next();
            if (Duration() is not { } distance)
                return null;
            if (Direction() is not { } direction)
            {
                cursor.Fail($"expected 'before', 'after' or 'from', found {cursor.Current.Described}");
                return null;
            }

            return operand() is { } from ? new OffsetRangeSyntax(comparison, distance, direction, from) : null;
        }

        if (cursor.Current.IsWord("between") && !cursor.Ahead(1).Is("."))
        {
            cursor.Next();
            if (operand() is not { } from || !cursor.ExpectWord("and", "between the two times"))
                return null;
            return operand() is { } to ? new BetweenRangeSyntax(from, to) : null;
        }

        if (Direction() is { } side)
            return operand() is { } anchor ? new SideRangeSyntax(side, anchor) : null;
        if (cursor.Current.IsWord("on") && !cursor.Ahead(1).Is("."))
            cursor.Next();
        return operand() is { } at ? new OnRangeSyntax(at) : null;
    }

    private TimeDirection? Direction()
    {
        var word = cursor.Current;
        // 'before.start' is the field of an object that happens to be called so.
        if (cursor.Ahead(1).Is("."))
            return null;
        TimeDirection? direction =
            word.IsWord("before") ? TimeDirection.Before
            : word.IsWord("after") || word.IsWord("from") ? TimeDirection.After
            : null;
        if (direction is not null)
            cursor.Next();
        return direction;
    }
}
