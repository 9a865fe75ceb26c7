using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Parsing;

internal enum TokenKind : byte
{
    End,
    Name,
    QuotedName,
    Text,
    Number,
    Parameter,
    Context,
    Symbol,
}

/// <summary>One token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A name, a symbol, or the content of a text or context reference.</param>
/// <param name="Number">The value of a number: a <see cref="long"/>, a <see cref="double"/>, or null.</param>
/// <param name="Span">Where it stands.</param>
internal readonly record struct Token(TokenKind Kind, string Text, object? Number, SourceSpan Span)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && string.Equals(Text, symbol, StringComparison.Ordinal);

    public bool IsWord(string word) => Kind == TokenKind.Name && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);

    public bool IsName => Kind is TokenKind.Name or TokenKind.QuotedName;

    /// <summary>How messages call it.</summary>
    public string Described =>
        Kind switch
        {
            TokenKind.End => "the end",
            TokenKind.Text => "a text",
            TokenKind.Number => "a number",
            TokenKind.Context => "@{…}",
            TokenKind.Parameter => "$" + Text,
            _ => $"'{Text}'",
        };
}
