using System.Globalization;
using System.Text;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Parsing;

/// <summary>Cuts a text into tokens. Stops at the first thing that is none.</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Symbols =
    [
        "=>",
        "<=",
        ">=",
        "!=",
        "<>",
        "==",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        ":",
        "=",
        "<",
        ">",
        "+",
        "-",
        "*",
        "/",
        "%",
        "!",
        "^",
    ];

    private readonly List<Token> _tokens = [];
    private int _at;

    /// <summary>What is wrong, or null.</summary>
    public ExpressionError? Error { get; private set; }

    /// <summary>The tokens, the last of kind <see cref="TokenKind.End"/>.</summary>
    public List<Token> Read()
    {
        while (Error is null)
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
                _at++;
            if (_at == text.Length)
                break;
            Next();
        }

        _tokens.Add(new(TokenKind.End, "", null, new(text.Length, 0)));
        return _tokens;
    }

    private void Next()
    {
        var c = text[_at];
        var start = _at;
        if (Words.IsNameStart(c))
        {
            while (_at < text.Length && Words.IsNamePart(text[_at]))
                _at++;
            Add(TokenKind.Name, text[start.._at], null, start);
        }
        else if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]) && !FollowsOperand()))
            Number(start);
        else if (c is '"' or '\'')
            Quoted(start, c);
        else if (c == '`')
            QuotedName(start);
        else if (c == '$')
            Parameter(start);
        else if (c == '@')
            Context(start);
        else if (Array.Find(Symbols, s => string.CompareOrdinal(text, _at, s, 0, s.Length) == 0) is { } symbol)
        {
            _at += symbol.Length;
            Add(
                TokenKind.Symbol,
                symbol is "<>" ? "!="
                    : symbol is "==" ? "="
                    : symbol,
                null,
                start
            );
        }
        else
            Unexpected(c);
    }

    // In 'a.5' the dot belongs to a path, however wrong; in '.5' and 'x > .5' it begins a number.
    private bool FollowsOperand() =>
        _tokens is [.., var last] && last.Span.End == _at && (last.Kind != TokenKind.Symbol || last.Text is ")" or "]" or "^");

    private void Number(int start)
    {
        Digits();
        var isInteger = true;
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            isInteger = false;
            _at++;
            Digits();
        }

        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            var exponent = _at + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-')
                exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                isInteger = false;
                _at = exponent;
                Digits();
            }
        }

        var digits = text.AsSpan(start, _at - start);
        if (_at < text.Length && Words.IsNameStart(text[_at]))
            Fail(start, _at + 1 - start, "a name cannot begin with a digit; put a space after a number");
        else if (isInteger && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var integer))
            Add(TokenKind.Number, digits.ToString(), integer, start);
        else if (double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            Add(TokenKind.Number, digits.ToString(), number, start);
        else
            Fail(start, digits.Length, "this number is too large");
    }

    private void Digits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
    }

    private void Quoted(int start, char quote)
    {
        var content = new StringBuilder();
        var pair = -1;
        for (_at++; _at < text.Length; _at++)
        {
            var c = text[_at];
            if (c == quote)
            {
                _at++;
                if (_at < text.Length && Words.IsNamePart(text[_at]))
                    Fail(
                        start,
                        _at - start,
                        "a name or number follows this text without a space; probably a quote is missing in it or before it"
                    );
                else if (IsWhole(pair))
                    Add(TokenKind.Text, content.ToString(), null, start);
                return;
            }

            var at = _at;
            if (c != '\\')
                content.Append(c);
            else if (!Escape(content))
                return;
            if (!Pairs(content[^1], at, ref pair))
                return;
        }

        Fail(start, text.Length - start, $"this text has no closing {quote}");
    }

    // Keeps in 'pair' where the first half of a surrogate pair stands whose second has not come.
    private bool Pairs(char c, int at, ref int pair)
    {
        if (char.IsLowSurrogate(c))
        {
            if (pair < 0)
                return Half(at);
            pair = -1;
            return true;
        }

        if (!IsWhole(pair))
            return false;
        pair = char.IsHighSurrogate(c) ? at : -1;
        return true;
    }

    private bool IsWhole(int pair) => pair < 0 || Half(pair);

    private bool Half(int at)
    {
        var length = text[at] == '\\' ? 6 : 1;
        Fail(at, length, "this is half of a surrogate pair, which is no character; write both halves, as in \"\\ud83d\\ude00\"");
        return false;
    }

    private bool Escape(StringBuilder content)
    {
        var next = _at + 1 < text.Length ? text[_at + 1] : '\0';
        if (
            next == 'u'
            && _at + 5 < text.Length
            && ushort.TryParse(text.AsSpan(_at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
        )
        {
            content.Append((char)code);
            _at += 5;
            return true;
        }

        var c = next switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '"' or '\'' or '\\' or '/' => next,
            _ => '\0',
        };
        if (c == '\0')
        {
            Fail(
                _at,
                Math.Min(2, text.Length - _at),
                @"a backslash begins an escape (\"" \\ \n \r \t \uXXXX); write \\ for the backslash itself, as in regular expressions: ""\\d+"""
            );
            return false;
        }

        content.Append(c);
        _at++;
        return true;
    }

    private void QuotedName(int start)
    {
        var name = new StringBuilder();
        var pair = -1;
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] != '`')
            {
                name.Append(text[_at]);
                if (!Pairs(text[_at], _at, ref pair))
                    return;
            }
            else if (_at + 1 < text.Length && text[_at + 1] == '`')
                name.Append(text[_at++]);
            else
            {
                _at++;
                if (IsWhole(pair))
                    Add(TokenKind.QuotedName, name.ToString(), null, start);
                return;
            }
        }

        Fail(start, text.Length - start, "this name has no closing `");
    }

    private void Parameter(int start)
    {
        _at++;
        Digits();
        if (
            int.TryParse(text.AsSpan(start + 1, _at - start - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && position is > 0 and <= 100
        )
            Add(TokenKind.Parameter, position.ToString(CultureInfo.InvariantCulture), (long)position, start);
        else
            Fail(start, Math.Max(1, _at - start), "expected the position of a parameter after $, from 1: $1");
    }

    private void Context(int start)
    {
        var end = text.IndexOf('}', start);
        if (start + 1 >= text.Length || text[start + 1] != '{' || end < 0)
        {
            Fail(start, 1, "expected @{type}, a reference to the context by type");
            return;
        }

        _at = end + 1;
        var type = text[(start + 2)..end];
        var pair = -1;
        for (var i = start + 2; i < end; i++)
        {
            if (!Pairs(text[i], i, ref pair))
                return;
        }

        if (!IsWhole(pair))
            return;
        if (type.Length == 0 || type.AsSpan().ContainsAny('{', '\n', '\r'))
            Fail(start, _at - start, "expected the name of a type between @{ and }");
        else
            Add(TokenKind.Context, type, null, start);
    }

    private void Unexpected(char c) =>
        Fail(
            _at,
            char.IsHighSurrogate(c) && _at + 1 < text.Length ? 2 : 1,
            c switch
            {
                '\u201c' or '\u201d' or '\u201e' or '\u00ab' or '\u00bb' => "this is a typographic quote; write \"",
                '\u2018' or '\u2019' => "this is a typographic apostrophe; texts stand between \" and \"",
                '&' => "this character has no meaning here; write 'and'",
                '|' => "this character has no meaning here; write 'or'",
                '\u2264' => "this character has no meaning here; write <=",
                '\u2265' => "this character has no meaning here; write >=",
                _ => "this character has no meaning here",
            }
        );

    private void Add(TokenKind kind, string content, object? number, int start) =>
        _tokens.Add(new(kind, content, number, new(start, _at - start)));

    private void Fail(int start, int length, string message) => Error ??= ExpressionError.At(text, new(start, length), message);
}
