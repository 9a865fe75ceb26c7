using System.Globalization;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Parsing;

/// <summary>Something wrong in an expression.</summary>
/// <param name="Span">Where, in UTF-16 units of the text.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">What is wrong, what was expected, what to do.</param>
/// <param name="Excerpt">The line of the text (a part of it, when long), and below it a mark under what is wrong.</param>
public sealed record ExpressionError(SourceSpan Span, int Line, int Column, string Message, string Excerpt)
{
    private const int MaxExcerpt = 100;

    /// <summary><c>1:5: message</c> with the excerpt below.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Line}:{Column}: {Message}\n{Excerpt}");

    /// <summary>An error about a part of a text.</summary>
    public static ExpressionError At(string text, SourceSpan span, string message)
    {
        var start = Math.Min(span.Start, text.Length);
        var lineStart = start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1;
        var line = 1 + text.AsSpan(0, lineStart).Count('\n');
        var lineEnd = text.IndexOf('\n', start);
        lineEnd = lineEnd < 0 ? text.Length : lineEnd;
        var from = Math.Max(lineStart, start - (MaxExcerpt / 2));
        var to = Math.Min(lineEnd, from + MaxExcerpt);
        var marked = Math.Clamp(span.Length, 1, Math.Max(1, to - start));
        var shown = string.Create(
            to - from,
            (text, from),
            static (target, source) =>
            {
                source.text.AsSpan(source.from, target.Length).CopyTo(target);
                foreach (ref var c in target)
                    c = char.IsControl(c) ? ' ' : c;
            }
        );
        return new(span, line, start - lineStart + 1, message, $"  {shown}\n  {new string(' ', start - from)}{new string('^', marked)}");
    }
}

/// <summary>What reading or checking an expression gave: a value, or everything that is wrong.</summary>
/// <param name="Value">The value; null when there are errors.</param>
/// <param name="Errors">The errors in the order of the text.</param>
public sealed record ExpressionOutcome<T>(T? Value, IReadOnlyList<ExpressionError> Errors)
    where T : class
{
    /// <summary>The value, or an exception that lists the errors: for programs that know their expression to be right.</summary>
    public T Require() => Value ?? throw new FormatException(string.Join('\n', Errors));
}
