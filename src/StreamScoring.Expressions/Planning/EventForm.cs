using System.Collections.Immutable;
using StreamScoring.Expressions.Planning.Functions;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning;

/// <summary>
/// Writes a part of an aggregate over events as if the event's fields stood bare in a filter on <c>xEvent</c>, whether they do or a variable names the event, so that equal
/// aggregates have equal texts. Only parts that look at nothing but the event, constants and the time can be written so.
/// </summary>
internal sealed class EventForm
{
    private readonly string? _variable;
    private readonly VisibleNames _outer;
    private bool _looksElsewhere;

    private EventForm(string? variable, VisibleNames outer) => (_variable, _outer) = (variable, outer);

    /// <summary>The part rewritten, or null when it looks at something else. <paramref name="variable"/> names the event; null when its fields stand bare.</summary>
    public static SyntaxNode? Of(SyntaxNode part, string? variable, VisibleNames outer)
    {
        var form = new EventForm(variable, outer);
        var written = form.Write(part, 0, []);
        return form._looksElsewhere ? null : written;
    }

    // 'levels' says how many items of inner lists stand between the part and the event, 'own' which names are bound in the part itself.
    private SyntaxNode Write(SyntaxNode node, int levels, ImmutableHashSet<string> own)
    {
        SyntaxNode Go(SyntaxNode child) => Write(child, levels, own);
        SyntaxList<SyntaxNode> All(IEnumerable<SyntaxNode> children) => [.. children.Select(Go)];
        switch (node)
        {
            case LiteralSyntax or DurationSyntax or MomentSyntax:
                return node;
            case NameSyntax name:
                return Name(name, levels, own);
            case UpSyntax up:
                // In the form with a variable the event is no level of its own.
                return up.Levels < levels || (up.Levels == levels && _variable is null) ? up : Elsewhere(up);
            case FieldSyntax { Target: NameSyntax target } field when IsEvent(target, own):
                if (levels > 0)
                    return field with { Target = new UpSyntax(levels) };
                return own.Contains(field.Name) || _outer.IsTaken(field.Name) ? Elsewhere(field) : new NameSyntax(field.Name);
            case FieldSyntax field:
                return field with { Target = Go(field.Target) };
            case ListSyntax list:
                return list with { Items = All(list.Items) };
            case UnarySyntax unary:
                return unary with { Operand = Go(unary.Operand) };
            case BinarySyntax binary:
                return binary with { Left = Go(binary.Left), Right = Go(binary.Right) };
            case LogicalSyntax logical:
                return logical with { Operands = All(logical.Operands) };
            case OccursSyntax occurs:
                return occurs with { Value = Go(occurs.Value), Range = (TimeRangeSyntax)Go(occurs.Range) };
            case OffsetRangeSyntax offset:
                return offset with { Anchor = Go(offset.Anchor) };
            case SideRangeSyntax side:
                return side with { Anchor = Go(side.Anchor) };
            case OnRangeSyntax on:
                return on with { Anchor = Go(on.Anchor) };
            case BetweenRangeSyntax between:
                return between with { From = Go(between.From), To = Go(between.To) };
            case FilterSyntax filter:
                return filter with { Target = Go(filter.Target), Condition = PerItem(filter.Condition, levels, own) };
            case CallSyntax { Function: not ("score" or "lookup" or "inSegment") } call:
                return call with { Arguments = All(call.Arguments) };
            case MethodSyntax method:
                return method with
                {
                    Target = Go(method.Target),
                    Arguments =
                    [
                        .. method.Arguments.Select(
                            (a, i) => i == 0 && FunctionCatalog.IsPerItem(method.Function) ? PerItem(a, levels, own) : Go(a)
                        ),
                    ],
                };
            case LetSyntax let:
                return let with { Value = Go(let.Value), Body = Write(let.Body, levels, own.Add(let.Name)) };
            case LambdaSyntax lambda:
                return lambda with { Body = Write(lambda.Body, levels, own.Union(lambda.Parameters)) };
            case SelectSyntax select:
                return select with { Bindings = Bindings(select.Bindings, levels, ref own) };
            case QuantifierSyntax quantifier:
                return quantifier with { Bindings = Bindings(quantifier.Bindings, levels, ref own) };
            case AggregateSyntax aggregate:
                var bindings = Bindings(aggregate.Bindings, levels, ref own);
                return aggregate with { Bindings = bindings, Value = Write(aggregate.Value, levels, own) };
            default:
                return Elsewhere(node);
        }
    }

    private SyntaxNode Name(NameSyntax name, int levels, ImmutableHashSet<string> own)
    {
        if (own.Contains(name.Name))
            return name;
        if (IsEvent(name, own))
            return levels > 0 ? new UpSyntax(levels) : Elsewhere(name);
        // Bare names are fields of the innermost item; in the form with a variable there is none before the first inner list.
        var isField = (levels > 0 || _variable is null) && !_outer.IsTaken(name.Name);
        return isField ? name : Elsewhere(name);
    }

    private bool IsEvent(NameSyntax name, ImmutableHashSet<string> own) =>
        _variable is not null && string.Equals(name.Name, _variable, StringComparison.Ordinal) && !own.Contains(name.Name);

    private SyntaxNode PerItem(SyntaxNode body, int levels, ImmutableHashSet<string> own) =>
        Write(body, body is LambdaSyntax ? levels : levels + 1, own);

    private SyntaxList<BindingSyntax> Bindings(SyntaxList<BindingSyntax> bindings, int levels, ref ImmutableHashSet<string> own)
    {
        var written = new List<BindingSyntax>();
        foreach (var binding in bindings)
        {
            var source = Write(binding.Source, levels, own);
            own = own.Add(binding.Variable);
            written.Add(
                binding with
                {
                    Source = source,
                    Condition = binding.Condition is null ? null : Write(binding.Condition, levels, own),
                }
            );
        }

        return [.. written];
    }

    private SyntaxNode Elsewhere(SyntaxNode node)
    {
        _looksElsewhere = true;
        return node;
    }
}

/// <summary>The names that do not stand for fields at some place of an expression.</summary>
/// <param name="Variables">Variables, parameters and steps of chains.</param>
/// <param name="Contexts">Roots of the context.</param>
internal sealed record VisibleNames(ImmutableHashSet<string> Variables, IReadOnlySet<string> Contexts)
{
    /// <summary>The history, where no variable hides it.</summary>
    public bool IsHistory(SyntaxNode node) => node is NameSyntax { Name: Binder.History } && !Variables.Contains(Binder.History);

    /// <summary>Whether a bare name is something else than a field.</summary>
    public bool IsTaken(string name) => name == Binder.History || Variables.Contains(name) || Contexts.Contains(name);

    /// <summary>With further variables.</summary>
    public VisibleNames With(params IEnumerable<string> names) => this with { Variables = Variables.Union(names) };
}
