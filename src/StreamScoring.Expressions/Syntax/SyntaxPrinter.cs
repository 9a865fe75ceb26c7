using System.Globalization;
using System.Text;

namespace StreamScoring.Expressions.Syntax;

/// <summary>Writes a tree as text in one canonical form: parsing the text gives an equal tree.</summary>
public sealed class SyntaxPrinter
{
    // How tightly a construct binds; a part that binds less than its place asks for goes into parentheses.
    private const int Open = 0,
        Or = 1,
        And = 2,
        Not = 3,
        Comparison = 4,
        Sum = 5,
        Product = 6,
        Prefix = 7,
        Postfix = 8;

    private readonly StringBuilder _text = new();

    private SyntaxPrinter() { }

    /// <summary>The text of an expression.</summary>
    public static string Print(SyntaxNode node)
    {
        var printer = new SyntaxPrinter();
        printer.Write(node, Open);
        return printer._text.ToString();
    }

    /// <summary>The text of a range, as it stands after <c>occurs</c>.</summary>
    public static string Print(TimeRangeSyntax range)
    {
        var printer = new SyntaxPrinter();
        printer.Range(range);
        return printer._text.ToString();
    }

    /// <summary>A text in quotes, as a literal.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                quoted.Append(c).Append(text[++i]);
                continue;
            }

            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                < ' ' or '\u007f' or (>= '\ud800' and <= '\udfff') or '\u2028' or '\u2029' => quoted.Append(
                    CultureInfo.InvariantCulture,
                    $"\\u{(int)c:x4}"
                ),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static int BindingPower(SyntaxNode node) =>
        node switch
        {
            LetSyntax or LambdaSyntax or SelectSyntax or QuantifierSyntax or AggregateSyntax => Open,
            LogicalSyntax { IsAnd: false } => Or,
            LogicalSyntax => And,
            UnarySyntax { Operator: UnaryOperator.Not } => Not,
            OccursSyntax => Comparison,
            BinarySyntax binary => PowerOf(binary.Operator),
            UnarySyntax => Prefix,
            LiteralSyntax { Value: long and < 0 } => Prefix,
            LiteralSyntax { Value: double d } when double.IsNegative(d) => Prefix,
            DurationSyntax or MomentSyntax { Unit: not null } => Prefix,
            _ => Postfix,
        };

    private static int PowerOf(BinaryOperator op) =>
        op switch
        {
            BinaryOperator.Add or BinaryOperator.Subtract => Sum,
            BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Remainder => Product,
            _ => Comparison,
        };

    private void Write(SyntaxNode node, int power)
    {
        if (BindingPower(node) >= power)
        {
            Write(node);
            return;
        }

        _text.Append('(');
        Write(node);
        _text.Append(')');
    }

    private void Write(SyntaxNode node)
    {
        switch (node)
        {
            case LiteralSyntax literal:
                Literal(literal.Value);
                break;
            case ListSyntax list:
                Arguments('[', list.Items, ']');
                break;
            case DurationSyntax duration:
                Duration(duration);
                break;
            case MomentSyntax moment:
                _text.Append(moment.Moment.ToString().ToLowerInvariant());
                if (moment.Unit is { } unit)
                    _text.Append(' ').Append(Words.Spell(unit, false));
                break;
            case NameSyntax name:
                Name(name.Name);
                break;
            case ParameterSyntax parameter:
                _text.Append(CultureInfo.InvariantCulture, $"${parameter.Position}");
                break;
            case ContextSyntax context:
                _text.Append("@{").Append(context.Type).Append('}');
                break;
            case UpSyntax up:
                _text.Append('^', up.Levels);
                break;
            case FieldSyntax field:
                Write(field.Target, Postfix);
                _text.Append('.');
                Field(field.Name);
                break;
            case CallSyntax call:
                _text.Append(call.Function);
                Arguments('(', call.Arguments, ')');
                break;
            case MethodSyntax method:
                Write(method.Target, Postfix);
                _text.Append('.').Append(method.Function);
                Arguments('(', method.Arguments, ')');
                break;
            case FilterSyntax filter:
                Write(filter.Target, Postfix);
                _text.Append('[');
                Write(filter.Condition, Open);
                _text.Append(']');
                break;
            case UnarySyntax { Operator: UnaryOperator.Not } not:
                _text.Append("not ");
                Write(not.Operand, Not);
                break;
            case UnarySyntax negate:
                // A bare number after the sign would be read as one literal.
                _text.Append('-');
                Write(negate.Operand, negate.Operand is LiteralSyntax or UnarySyntax ? Postfix + 1 : Postfix);
                break;
            case BinarySyntax binary:
                var power = PowerOf(binary.Operator);
                Write(binary.Left, power);
                _text.Append(' ').Append(Words.Spell(binary.Operator)).Append(' ');
                Write(binary.Right, power + 1);
                break;
            case LogicalSyntax logical:
                for (var i = 0; i < logical.Operands.Count; i++)
                {
                    _text.Append(
                        i == 0 ? ""
                        : logical.IsAnd ? " and "
                        : " or "
                    );
                    Write(logical.Operands[i], logical.IsAnd ? Not : And);
                }

                break;
            case OccursSyntax occurs:
                Write(occurs.Value, Sum);
                _text.Append(" occurs ");
                Range(occurs.Range);
                break;
            default:
                WriteOpen(node);
                break;
        }
    }

    private void WriteOpen(SyntaxNode node)
    {
        switch (node)
        {
            case LetSyntax let:
                _text.Append("let ");
                Name(let.Name);
                _text.Append(" = ");
                Write(let.Value, Postfix);
                _text.Append(" in ");
                Write(let.Body, Or);
                break;
            case LambdaSyntax lambda:
                _text.Append('(');
                for (var i = 0; i < lambda.Parameters.Count; i++)
                {
                    _text.Append(i == 0 ? "" : ", ");
                    Name(lambda.Parameters[i]);
                }

                _text.Append(") => ");
                Write(lambda.Body, Or);
                break;
            case SelectSyntax select:
                _text.Append("select ");
                Bindings(select.Bindings);
                break;
            case QuantifierSyntax quantifier:
                _text.Append(quantifier.ForAll ? "forall " : "exists ");
                Bindings(quantifier.Bindings);
                break;
            case AggregateSyntax aggregate:
                _text.Append(aggregate.Kind.ToString().ToLowerInvariant()).Append(' ');
                // Parentheses right after the word would look like a call.
                if (BeginsWithName(aggregate.Value))
                    Write(aggregate.Value, Postfix);
                else
                    Write(aggregate.Value, Postfix + 1);
                _text.Append(" over ");
                Bindings(aggregate.Bindings);
                break;
            case ChainSyntax chain:
                Chain(chain);
                break;
            case TimeRangeSyntax range:
                Range(range);
                break;
            case BindingSyntax binding:
                Bindings([binding]);
                break;
            case ChainStepSyntax step:
                Step(step);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(node), node.GetType().Name, "unknown syntax");
        }
    }

    private void Chain(ChainSyntax chain)
    {
        _text.Append("CHAIN(");
        Write(chain.Source, Or);
        _text.Append(", ");
        Write(chain.Time, Or);
        _text.Append(", [");
        for (var i = 0; i < chain.Steps.Count; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            Step(chain.Steps[i]);
        }

        _text.Append("])");
    }

    private void Step(ChainStepSyntax step)
    {
        if (step.Name.Length > 0)
        {
            Name(step.Name);
            _text.Append(": ");
        }

        _text.Append(step is AbsentSyntax ? "ABSENT(" : "WHAT(");
        Write(step.Condition, Or);
        _text.Append(')');
        if (step is AbsentSyntax absent)
        {
            _text.Append(" FOR ");
            Duration(absent.Duration);
        }

        if (step is not WhatSyntax what)
            return;
        if (what.When is not null)
        {
            _text.Append(" WHEN(");
            Range(what.When);
            _text.Append(')');
        }

        if (what.Count is { } count)
            _text.Append(CultureInfo.InvariantCulture, $" COUNT({count})");
        if (what.Where is not null)
        {
            _text.Append(" WHERE(");
            Write(what.Where, Or);
            _text.Append(')');
        }
    }

    private void Range(TimeRangeSyntax range)
    {
        switch (range)
        {
            case OffsetRangeSyntax offset:
                _text.Append(Words.Spell(offset.Comparison)).Append(' ');
                Duration(offset.Distance);
                _text.Append(offset.Direction == TimeDirection.Before ? " before " : " after ");
                Write(offset.Anchor, Sum);
                break;
            case SideRangeSyntax side:
                _text.Append(side.Direction == TimeDirection.Before ? "before " : "after ");
                Write(side.Anchor, Sum);
                break;
            case OnRangeSyntax on:
                _text.Append("on ");
                Write(on.Anchor, Sum);
                break;
            case BetweenRangeSyntax between:
                _text.Append("between ");
                Write(between.From, Sum);
                _text.Append(" and ");
                Write(between.To, Sum);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(range), range.GetType().Name, "unknown range");
        }
    }

    private void Bindings(SyntaxList<BindingSyntax> bindings)
    {
        for (var i = 0; i < bindings.Count; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            Name(bindings[i].Variable);
            _text.Append(" from ");
            Write(bindings[i].Source, Sum);
            if (bindings[i].Condition is not { } condition)
                continue;
            _text.Append(" where ");
            Write(condition, Or);
        }
    }

    private void Arguments(char open, SyntaxList<SyntaxNode> items, char close)
    {
        _text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            Write(items[i], items[i] is LambdaSyntax ? Open : Or);
        }

        _text.Append(close);
    }

    private static bool BeginsWithName(SyntaxNode node) =>
        node is NameSyntax || (node is FieldSyntax field && BeginsWithName(field.Target));

    private void Duration(DurationSyntax duration) =>
        _text.Append(CultureInfo.InvariantCulture, $"{duration.Count} {Words.Spell(duration.Unit, duration.Count != 1)}");

    private void Name(string name) => Quoted(name, Words.NeedsQuotesAsName(name));

    private void Field(string name) => Quoted(name, Words.NeedsQuotesAsField(name));

    private void Quoted(string name, bool quote) =>
        _text.Append(quote ? "`" + name.Replace("`", "``", StringComparison.Ordinal) + "`" : name);

    private void Literal(object? value) =>
        _text.Append(
            value switch
            {
                null => "null",
                bool b => b ? "true" : "false",
                string s => Quote(s),
                long i => i.ToString(CultureInfo.InvariantCulture),
                double d when d.ToString("R", CultureInfo.InvariantCulture) is var s => s.AsSpan().ContainsAny('.', 'E') ? s : s + ".0",
                _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, "no literal of this type"),
            }
        );
}
