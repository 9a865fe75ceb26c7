using System.Text;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Evaluation.Comparing;
using StreamScoring.Expressions.Evaluation.Dates;
using StreamScoring.Expressions.Evaluation.Lists;
using StreamScoring.Expressions.Evaluation.Reading;
using StreamScoring.Expressions.Evaluation.Texts;
using StreamScoring.Expressions.Evaluation.Texts.Patterns;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Planning;

/// <summary>Operators and ranges of time.</summary>
internal sealed class OperatorBinder(Binder binder)
{
    public Bound Bind(SyntaxNode syntax, Scope? scope) =>
        syntax switch
        {
            LogicalSyntax logical => Logical(logical, scope),
            UnarySyntax { Operator: UnaryOperator.Not } not => Boolean(new NotNode(binder.BindTest(not.Operand, scope))),
            UnarySyntax negate => new(new NegateNode(Number(negate.Operand, scope)), ExpressionType.Number),
            OccursSyntax occurs => Occurs(occurs, scope),
            BinarySyntax binary => Binary(binary, scope),
            _ => throw new ArgumentOutOfRangeException(nameof(syntax), syntax.GetType().Name, "no operator"),
        };

    /// <summary>A range of time.</summary>
    public TimeRange Range(TimeRangeSyntax range, Scope? scope) =>
        range switch
        {
            OffsetRangeSyntax offset => new OffsetRange(
                offset.Comparison,
                offset.Distance.Count,
                offset.Distance.Unit,
                offset.Direction,
                Anchor(offset.Anchor, scope)
            ),
            SideRangeSyntax side => new SideRange(side.Direction, Anchor(side.Anchor, scope)),
            OnRangeSyntax on => new OnRange(Anchor(on.Anchor, scope)),
            BetweenRangeSyntax between => new BetweenRange(Anchor(between.From, scope), Anchor(between.To, scope)),
            _ => throw new ArgumentOutOfRangeException(nameof(range), range.GetType().Name, "no range"),
        };

    private static Bound Boolean(Node node) => new(node, ExpressionType.Boolean);

    private Bound Logical(LogicalSyntax logical, Scope? scope)
    {
        Node[] operands = [.. logical.Operands.Select(o => binder.BindTest(o, scope))];
        return Boolean(logical.IsAnd ? new AndNode(operands) : new OrNode(operands));
    }

    private Node Number(SyntaxNode syntax, Scope? scope)
    {
        var bound = binder.Bind(syntax, scope);
        if (bound.Type.Kind == TypeKind.List || !Types.MayBe(bound.Type, TypeKind.Number))
        {
            var advice = bound.Type.Kind switch
            {
                TypeKind.Text => "; texts cannot be added or counted with",
                TypeKind.List => "; reduce the list first, with sum(), count() or head()",
                TypeKind.Time => "; distances in time are written with 'occurs'",
                _ => "",
            };
            binder.Fail(syntax, $"expected a number, found {bound.Type}{advice}");
        }

        return bound.Node;
    }

    private Bound Occurs(OccursSyntax occurs, Scope? scope) =>
        Boolean(new OccursNode(Anchor(occurs.Value, scope), Range(occurs.Range, scope)));

    private Node Anchor(SyntaxNode syntax, Scope? scope)
    {
        var bound = Step(syntax, scope) ?? binder.Bind(syntax, scope);
        if (!Types.MayBe(bound.Type, TypeKind.Time, TypeKind.Text, TypeKind.Number))
            binder.Fail(syntax, $"expected a time, found {bound.Type}");
        else if (bound.Constant is { IsNull: false } constant && !Coercion.TryTime(constant, out _))
            binder.Fail(syntax, "this constant is no time; a time is written 2018-11-05T18:13:02Z, a day 2018-11-05 or date(2018, 11, 5)");
        return bound.Node;
    }

    // WHEN(<= 30 minutes after A): the step's event stands for its time.
    private Bound? Step(SyntaxNode syntax, Scope? scope) =>
        syntax is NameSyntax name ? Scope.FindUnless(scope, LoopBinder.TimeOf(name.Name), name.Name) : null;

    private Bound Binary(BinarySyntax binary, Scope? scope)
    {
        switch (binary.Operator)
        {
            case BinaryOperator.Add
            or BinaryOperator.Subtract
            or BinaryOperator.Multiply
            or BinaryOperator.Divide
            or BinaryOperator.Remainder:
                return new(
                    new ArithmeticNode(binary.Operator, Number(binary.Left, scope), Number(binary.Right, scope)),
                    ExpressionType.Number
                );
            case BinaryOperator.In or BinaryOperator.NotIn:
                return Membership(binary, scope);
            case BinaryOperator.Like:
                var (text, pattern) = (Text(binary.Left, scope), Text(binary.Right, scope));
                return Boolean(new LikeNode(text.Node, pattern.Node));
            default:
                return Comparison(binary, scope);
        }
    }

    /// <summary>A part that must be text.</summary>
    public Bound Text(SyntaxNode syntax, Scope? scope)
    {
        var bound = binder.Bind(syntax, scope);
        return Types.MayBe(bound.Type, TypeKind.Text) ? bound : binder.Fail(syntax, $"expected text, found {bound.Type}");
    }

    /// <summary>Whether a text contains a match of a pattern.</summary>
    public Bound Matches(SyntaxNode target, SyntaxNode pattern, Scope? scope)
    {
        var text = Text(target, scope);
        return Pattern(pattern) is { } compiled ? Boolean(new MatchesNode(text.Node, compiled)) : Bound.Unknown;
    }

    /// <summary>A pattern, which must be a constant; null with an error otherwise.</summary>
    public TextPattern? Pattern(SyntaxNode syntax)
    {
        if (syntax is not LiteralSyntax { Value: string pattern })
        {
            binder.Fail(syntax, "a regular expression must be written out as text: it is compiled once, before the first event");
            return null;
        }

        var compiled = TextPattern.Compile(pattern, out var error);
        if (compiled is null)
            binder.Fail(syntax, error);
        return compiled;
    }

    private Bound Comparison(BinarySyntax binary, Scope? scope)
    {
        var (left, right) = (binder.Bind(binary.Left, scope), binder.Bind(binary.Right, scope));
        var isOrder = binary.Operator is not (BinaryOperator.Equal or BinaryOperator.NotEqual);
        if (!Types.Comparable(left.Type, right.Type))
            return binder.Fail(binary, $"{left.Type} cannot be compared with {right.Type}");
        if (isOrder && Unordered(left.Type, right.Type) is { } type)
            return binder.Fail(binary, $"{type} has no order; only numbers and times are compared with <, <=, > and >=");
        if ((Incoercible(left, right) ?? Incoercible(right, left)) is { } wrong)
            return binder.Fail(binary, wrong);
        return Boolean(ComparingNodes.Of(binary.Operator, left.Node, right.Node));
    }

    private static ExpressionType? Unordered(ExpressionType left, ExpressionType right)
    {
        foreach (var type in new[] { left, right })
        {
            if (!Types.MayBe(type, TypeKind.Number, TypeKind.Time, TypeKind.Text))
                return type;
        }

        return Types.MayBe(left, TypeKind.Number, TypeKind.Time) || Types.MayBe(right, TypeKind.Number, TypeKind.Time) ? null : left;
    }

    // A constant text beside a number, a boolean or a time must be one.
    private static string? Incoercible(Bound constant, Bound other)
    {
        if (constant.Constant is not { Kind: ValueKind.Text } text)
            return null;
        var kind = other.Type.Kind == TypeKind.List ? other.Type.Item.Kind : other.Type.Kind;
        var shown = SyntaxPrinter.Quote(Encoding.UTF8.GetString(text.Utf8));
        return kind switch
        {
            TypeKind.Number when Coercion.NumberOf(text.Utf8).IsNull => $"{shown} is no number, and the other side is one",
            TypeKind.Time when !Coercion.TryTime(text, out _) => $"{shown} is no time, and the other side is one",
            TypeKind.Boolean when !Ascii.EqualsIgnoreCase(text.Utf8, "true"u8) && !Ascii.EqualsIgnoreCase(text.Utf8, "false"u8) =>
                $"{shown} is neither true nor false, and the other side is",
            _ => null,
        };
    }

    private Bound Membership(BinarySyntax binary, Scope? scope)
    {
        var (left, right) = (binder.Bind(binary.Left, scope), binder.Bind(binary.Right, scope));
        if (!Types.Comparable(left.Type.Kind == TypeKind.List ? left.Type.Item : left.Type, right.Type.Item))
            return binder.Fail(binary, $"{left.Type} is never in {right.Type}");
        var isIn = binary.Operator == BinaryOperator.In;
        if (right.Constant is not { Kind: ValueKind.List, Count: > 4 } list)
            return Boolean(new InNode(left.Node, right.Node, isIn));
        var texts = new List<byte[]>();
        for (var i = 0; i < list.Count; i++)
        {
            if (list.Item(i).Kind != ValueKind.Text)
                return Boolean(new InNode(left.Node, right.Node, isIn));
            texts.Add(list.Item(i).Utf8.ToArray());
        }

        return Boolean(new InTextsNode(left.Node, [.. texts], list, isIn));
    }
}
