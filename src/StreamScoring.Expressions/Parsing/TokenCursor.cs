using StreamScoring.Documents;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Parsing;

/// <summary>Walks over the tokens and keeps the first error; what is asked for after an error is answered with nothing.</summary>
internal sealed class TokenCursor
{
    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly int[] _closing;
    private readonly int _maxNesting;
    private int _at;
    private int _nesting;

    public TokenCursor(string text, List<Token> tokens, int maxNesting)
    {
        (_text, _tokens, _maxNesting) = (text, tokens, maxNesting);
        _closing = new int[tokens.Count];
        var open = new Stack<int>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Is("("))
                open.Push(i);
            else if (tokens[i].Is(")") && open.TryPop(out var start))
                _closing[start] = i;
        }
    }

    public ExpressionError? Error { get; private set; }

    public Token Current => _tokens[_at];

    public Token Previous => _tokens[Math.Max(0, _at - 1)];

    /// <summary>A token further on; the last one beyond the end.</summary>
    public Token Ahead(int distance) => _tokens[Math.Min(_at + distance, _tokens.Count - 1)];

    /// <summary>The token after the bracket that closes the one at the current position, or null when it is not closed.</summary>
    public Token? AfterClosing(int distance)
    {
        var open = Math.Min(_at + distance, _tokens.Count - 1);
        return _closing[open] > 0 ? _tokens[_closing[open] + 1] : null;
    }

    /// <summary>The end of a message about the current token: the word that it may have been meant to be. 'exists X from a were X.b' has a name where 'where' belongs.</summary>
    public string Nearest =>
        Current.Kind == TokenKind.Name && Suggestion.For(Current.Text, Words.Operators) is { } near && near != Current.Text
            ? $"; did you mean '{near}'?"
            : "";

    public Token Next()
    {
        var token = Current;
        if (_at < _tokens.Count - 1)
            _at++;
        return token;
    }

    public bool Take(string symbol)
    {
        if (Error is not null || !Current.Is(symbol))
            return false;
        Next();
        return true;
    }

    public bool TakeWord(string word)
    {
        if (Error is not null || !Current.IsWord(word))
            return false;
        Next();
        return true;
    }

    public bool Expect(string symbol, string where) =>
        Take(symbol) || Fail($"expected '{symbol}' {where}, found {Current.Described}{Nearest}");

    public bool ExpectWord(string word, string where) =>
        TakeWord(word) || Fail($"expected '{word}' {where}, found {Current.Described}{Nearest}");

    /// <summary>A name, which must not be a reserved word unless it is quoted; null with an error otherwise.</summary>
    public string? ExpectName(string what)
    {
        if (Error is null && Current.IsName && (Current.Kind == TokenKind.QuotedName || !Words.IsReserved(Current.Text)))
            return Next().Text;
        Fail(
            Current.Kind == TokenKind.Name
                ? $"expected {what}, found the reserved word '{Current.Text}' (write `{Current.Text}` if it is meant as a name)"
                : $"expected {what}, found {Current.Described}"
        );
        return null;
    }

    /// <summary>Goes one level down; false with an error when that is too deep. Every success is paired with <see cref="Leave"/>.</summary>
    public bool Enter()
    {
        if (_nesting >= _maxNesting)
            return Fail($"this is nested more than {_maxNesting} levels deep; split it up with 'let'");
        _nesting++;
        return Error is null;
    }

    public void Leave() => _nesting--;

    public bool Fail(string message) => Fail(Current.Span, message);

    public bool Fail(SourceSpan span, string message)
    {
        Error ??= ExpressionError.At(_text, span, message);
        return false;
    }
}
