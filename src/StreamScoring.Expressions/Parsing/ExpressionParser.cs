using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Parsing;

/// <summary>
/// Reads PQL and our extensions into a syntax tree, by recursive descent with operator precedence: or, and, not, comparisons, sums, products, signs, then paths.
/// Depth, length and number of nodes are bounded before anything is built on the tree.
/// </summary>
public sealed class ExpressionParser
{
    private readonly TokenCursor _cursor;
    private readonly TimeParser _times;
    private readonly BindingParser _bindings;
    private readonly ChainParser _chains;

    // Inside 'let x = … in', where 'in' ends the value.
    private bool _inIsEnd;

    private ExpressionParser(TokenCursor cursor)
    {
        _cursor = cursor;
        _times = new(cursor, Operand);
        _bindings = new(cursor, Expression, Operand);
        _chains = new(cursor, Expression, _times);
    }

    /// <summary>Reads a text. Of what is wrong with the syntax, the first is reported.</summary>
    public static ExpressionOutcome<SyntaxNode> Parse(string text, ExpressionLimits? limits = null)
    {
        limits ??= ExpressionLimits.Default;
        if (text.Length > limits.MaxTextLength)
            return Failed(
                ExpressionError.At(
                    text[..100],
                    new(0, 1),
                    $"the expression has {text.Length} characters; {limits.MaxTextLength} are allowed"
                )
            );
        var lexer = new Lexer(text);
        var tokens = lexer.Read();
        if (lexer.Error is { } bad)
            return Failed(bad);
        var cursor = new TokenCursor(text, tokens, limits.MaxNesting);
        var node = new ExpressionParser(cursor).Expression();
        if (cursor.Error is null && cursor.Current.Kind != TokenKind.End)
            cursor.Fail(
                cursor.Current.Kind == TokenKind.Text || cursor.Current.IsName
                    ? $"expected an operator or the end, found {cursor.Current.Described}{cursor.Nearest}"
                    : $"expected the end, found {cursor.Current.Described}"
            );
        if (node is null || cursor.Error is not null)
            return Failed(cursor.Error ?? ExpressionError.At(text, default, "this is no expression"));
        var (nodes, depth) = SyntaxChildren.Measure(node);
        if (nodes > limits.MaxNodes)
            return Failed(ExpressionError.At(text, default, $"the expression has {nodes} parts; {limits.MaxNodes} are allowed"));
        return depth > limits.MaxDepth
            ? Failed(
                ExpressionError.At(
                    text,
                    default,
                    $"the expression is {depth} levels deep; {limits.MaxDepth} are allowed: split it up with 'let'"
                )
            )
            : new(node, []);
    }

    private static ExpressionOutcome<SyntaxNode> Failed(ExpressionError error) => new(null, [error]);

    private SyntaxNode? Expression()
    {
        if (!_cursor.Enter())
            return null;
        var outer = _inIsEnd;
        _inIsEnd = false;
        var node = Any();
        _inIsEnd = outer;
        _cursor.Leave();
        return node;
    }

    private SyntaxNode? Any()
    {
        var (first, second) = (_cursor.Current, _cursor.Ahead(1));
        if (first.IsWord("let") && second.IsName)
            return Let();
        if (first.Is("(") && _cursor.AfterClosing(0) is { } after && after.Is("=>"))
            return Lambda();
        return first.IsName && second.Is("=>") ? Lambda() : Logical(false);
    }

    private SyntaxNode? Let()
    {
        var start = _cursor.Next().Span;
        if (
            _cursor.ExpectName("the name of a variable") is not { } name
            || !_cursor.Expect("=", "after the variable of 'let'")
            || !_cursor.Enter()
        )
            return null;
        var outer = _inIsEnd;
        _inIsEnd = true;
        var value = Logical(false);
        _inIsEnd = outer;
        _cursor.Leave();
        if (value is null || !_cursor.ExpectWord("in", "after the value of 'let'"))
            return null;
        return Expression() is { } body ? new LetSyntax(name, value, body) { Span = start.To(body.Span) } : null;
    }

    private SyntaxNode? Lambda()
    {
        var start = _cursor.Current.Span;
        var names = new List<string>();
        var inBrackets = _cursor.Take("(");
        do
        {
            if (_cursor.ExpectName("the name of a parameter") is not { } name)
                return null;
            if (names.Contains(name))
            {
                _cursor.Fail(_cursor.Previous.Span, $"there are two parameters '{name}'");
                return null;
            }

            names.Add(name);
        } while (inBrackets && _cursor.Take(","));
        if ((inBrackets && !_cursor.Expect(")", "after the parameters")) || !_cursor.Expect("=>", "after the parameters"))
            return null;
        return Expression() is { } body ? new LambdaSyntax([.. names], body) { Span = start.To(body.Span) } : null;
    }

    private SyntaxNode? Logical(bool isAnd)
    {
        var word = isAnd ? "and" : "or";
        if ((isAnd ? Negation() : Logical(true)) is not { } first)
            return null;
        if (!_cursor.Current.IsWord(word))
            return first;
        var operands = new List<SyntaxNode> { first };
        while (_cursor.TakeWord(word))
        {
            if ((isAnd ? Negation() : Logical(true)) is not { } next)
                return null;
            operands.Add(next);
        }

        return new LogicalSyntax(isAnd, [.. operands]) { Span = first.Span.To(operands[^1].Span) };
    }

    private SyntaxNode? Negation()
    {
        var start = _cursor.Current.Span;
        if (!IsNot())
            return Comparison();
        _cursor.Next();
        if (!_cursor.Enter())
            return null;
        var operand = Negation();
        _cursor.Leave();
        return operand is null ? null : new UnarySyntax(UnaryOperator.Not, operand) { Span = start.To(operand.Span) };
    }

    private bool IsNot() => _cursor.Current.IsWord("not") || _cursor.Current.Is("!");

    private SyntaxNode? Comparison()
    {
        var left = Operand();
        while (left is not null)
        {
            if (_cursor.TakeWord("occurs"))
            {
                left = _times.Range() is { } range ? new OccursSyntax(left, range) { Span = left.Span.To(range.Span) } : null;
                continue;
            }

            // The older form of text.matches("pattern").
            if (_cursor.TakeWord("matches"))
            {
                var word = _cursor.Previous.Span;
                left = Operand() is { } pattern
                    ? new MethodSyntax(left, "matches", [pattern]) { NameSpan = word, Span = left.Span.To(pattern.Span) }
                    : null;
                continue;
            }

            if (Comparator() is not { } op)
                return left;
            left = Operand() is { } right ? new BinarySyntax(op, left, right) { Span = left.Span.To(right.Span) } : null;
        }

        return null;
    }

    private BinaryOperator? Comparator()
    {
        var token = _cursor.Current;
        if (TimeParser.ComparisonOf(token) is { } comparison)
        {
            _cursor.Next();
            return comparison;
        }

        if (_inIsEnd && token.IsWord("in"))
            return null;
        if (_cursor.Current.IsWord("not") && _cursor.Ahead(1).IsWord("in"))
        {
            _cursor.Next();
            _cursor.Next();
            return BinaryOperator.NotIn;
        }

        BinaryOperator? op =
            token.IsWord("in") ? BinaryOperator.In
            : token.IsWord("notIn") ? BinaryOperator.NotIn
            : token.IsWord("like") ? BinaryOperator.Like
            : null;
        if (op is not null)
            _cursor.Next();
        return op;
    }

    /// <summary>What stands beside a comparison: sums and what binds tighter.</summary>
    private SyntaxNode? Operand()
    {
        var left = Product();
        while (left is not null && (_cursor.Current.Is("+") || _cursor.Current.Is("-")))
        {
            var op = _cursor.Next().Is("+") ? BinaryOperator.Add : BinaryOperator.Subtract;
            left = Product() is { } right ? new BinarySyntax(op, left, right) { Span = left.Span.To(right.Span) } : null;
        }

        return left;
    }

    private SyntaxNode? Product()
    {
        var left = Prefixed();
        while (left is not null && (_cursor.Current.Is("*") || _cursor.Current.Is("/") || _cursor.Current.Is("%")))
        {
            var symbol = _cursor.Next();
            var op =
                symbol.Is("*") ? BinaryOperator.Multiply
                : symbol.Is("/") ? BinaryOperator.Divide
                : BinaryOperator.Remainder;
            left = Prefixed() is { } right ? new BinarySyntax(op, left, right) { Span = left.Span.To(right.Span) } : null;
        }

        return left;
    }

    private SyntaxNode? Prefixed()
    {
        var start = _cursor.Current;
        var isNot = IsNot();
        if (!isNot && !start.Is("-"))
            return Path();
        _cursor.Next();
        if (!isNot && _cursor.Current.Kind == TokenKind.Number && !_cursor.Ahead(1).Is(".") && !_cursor.Ahead(1).Is("["))
        {
            var number = _cursor.Next();
            return new LiteralSyntax(Negated(number)) { Span = start.Span.To(number.Span) };
        }

        if (!_cursor.Enter())
            return null;
        var operand = Prefixed();
        _cursor.Leave();
        return operand is null
            ? null
            : new UnarySyntax(isNot ? UnaryOperator.Not : UnaryOperator.Negate, operand) { Span = start.Span.To(operand.Span) };
    }

    private static object Negated(Token number) =>
        number switch
        {
            { Number: long i } => (object)-i,
            // The one integer whose digits do not fit without their sign.
            { Text: "9223372036854775808" } => (object)long.MinValue,
            _ => -(double)number.Number!,
        };

    private SyntaxNode? Path()
    {
        var node = Primary();
        while (node is not null && _cursor.Error is null)
        {
            if (_cursor.Take("."))
                node = Member(node);
            else if (_cursor.Take("["))
            {
                var condition = Expression();
                node =
                    condition is not null && _cursor.Expect("]", "after the condition of a filter")
                        ? new FilterSyntax(node, condition) { Span = node.Span.To(_cursor.Previous.Span) }
                        : null;
            }
            else
                return node;
        }

        return null;
    }

    private SyntaxNode? Member(SyntaxNode target)
    {
        var name = _cursor.Current;
        if (!name.IsName)
        {
            _cursor.Fail($"expected the name of a field or function after '.', found {name.Described}");
            return null;
        }

        _cursor.Next();
        // Adobe's older spelling: o.xdm:tags.
        if (name.Text == "xdm" && name.Kind == TokenKind.Name && _cursor.Current.Is(":") && _cursor.Ahead(1).IsName)
        {
            _cursor.Next();
            name = _cursor.Next();
        }

        if (_cursor.Current.Is("(") && name.Kind == TokenKind.Name)
            return Arguments() is { } arguments
                ? new MethodSyntax(target, name.Text, arguments) { NameSpan = name.Span, Span = target.Span.To(_cursor.Previous.Span) }
                : null;
        return new FieldSyntax(target, name.Text) { Span = target.Span.To(name.Span) };
    }

    private SyntaxList<SyntaxNode>? Arguments()
    {
        _cursor.Next();
        var arguments = new List<SyntaxNode>();
        if (_cursor.Take(")"))
            return [];
        do
        {
            if (Expression() is not { } argument)
                return null;
            arguments.Add(argument);
        } while (_cursor.Take(","));
        return _cursor.Expect(")", "or ',' after an argument") ? [.. arguments] : null;
    }

    private SyntaxNode? Primary()
    {
        var token = _cursor.Current;
        if (_cursor.Error is not null)
            return null;
        switch (token.Kind)
        {
            case TokenKind.Text:
                _cursor.Next();
                return new LiteralSyntax(token.Text) { Span = token.Span };
            case TokenKind.Number:
                return NumberOrDuration();
            case TokenKind.Parameter:
                _cursor.Next();
                return new ParameterSyntax((int)(long)token.Number!) { Span = token.Span };
            case TokenKind.Context:
                _cursor.Next();
                return new ContextSyntax(token.Text) { Span = token.Span };
            case TokenKind.QuotedName:
                _cursor.Next();
                return new NameSyntax(token.Text) { Span = token.Span };
            case TokenKind.Name:
                return Word(token);
            default:
                return token.Is("(") ? Bracketed()
                    : token.Is("[") ? List()
                    : token.Is("^") ? Up()
                    : Unexpected(token);
        }
    }

    private SyntaxNode? NumberOrDuration()
    {
        var number = _cursor.Current;
        if (number.Number is long && _cursor.Ahead(1) is { Kind: TokenKind.Name } unit && Words.Unit(unit.Text) is not null)
            return _times.Duration();
        _cursor.Next();
        return new LiteralSyntax(number.Number) { Span = number.Span };
    }

    private SyntaxNode? Word(Token word)
    {
        if (_bindings.Begins())
            return _bindings.Read();
        if (_chains.Begins())
            return _chains.Read();
        if (_times.Moment() is { } moment)
            return moment;
        if (Constant(word) is { } constant)
            return constant;
        if (Words.IsReserved(word.Text) && !(word.IsWord("let") && _cursor.Ahead(1).Is("(")))
        {
            _cursor.Fail($"expected a value, found the reserved word '{word.Text}' (write `{word.Text}` if a field of that name is meant)");
            return null;
        }

        _cursor.Next();
        if (!_cursor.Current.Is("("))
            return new NameSyntax(word.Text) { Span = word.Span };
        return Arguments() is { } arguments ? new CallSyntax(word.Text, arguments) { Span = word.Span.To(_cursor.Previous.Span) } : null;
    }

    private LiteralSyntax? Constant(Token word)
    {
        LiteralSyntax? constant =
            word.IsWord("true") ? new(true)
            : word.IsWord("false") ? new(false)
            : word.IsWord("null") ? new LiteralSyntax((object?)null)
            : null;
        if (constant is null)
            return null;
        _cursor.Next();
        return constant with { Span = word.Span };
    }

    private SyntaxNode? Bracketed()
    {
        _cursor.Next();
        if (Expression() is not { } inner || !_cursor.Expect(")", "to close the bracket"))
            return null;
        return inner;
    }

    private SyntaxNode? List()
    {
        var start = _cursor.Next().Span;
        var items = new List<SyntaxNode>();
        if (!_cursor.Current.Is("]"))
        {
            do
            {
                if (Expression() is not { } item)
                    return null;
                items.Add(item);
            } while (_cursor.Take(","));
        }

        return _cursor.Expect("]", "or ',' after an item of a list")
            ? new ListSyntax([.. items]) { Span = start.To(_cursor.Previous.Span) }
            : null;
    }

    private SyntaxNode? Up()
    {
        var start = _cursor.Current.Span;
        var levels = 0;
        while (_cursor.Take("^"))
            levels++;
        var up = new UpSyntax(levels) { Span = start.To(_cursor.Previous.Span) };
        return _cursor.Current.IsName ? Member(up) : up;
    }

    private SyntaxNode? Unexpected(Token token)
    {
        _cursor.Fail(token.Kind == TokenKind.End ? "expected a value, found the end" : $"expected a value, found {token.Described}");
        return null;
    }
}
