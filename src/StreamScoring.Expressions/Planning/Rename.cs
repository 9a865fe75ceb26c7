using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning;

/// <summary>Writes other names for root fields, wherever no variable hides them. Names that are paths (<c>web.name</c>) are replaced as a whole.</summary>
public static class Rename
{
    /// <summary>The tree with the names replaced.</summary>
    public static SyntaxNode Names(SyntaxNode node, IReadOnlyDictionary<string, string> names) =>
        Visit(node, names, new HashSet<string>(StringComparer.Ordinal));

    private static SyntaxNode Visit(SyntaxNode node, IReadOnlyDictionary<string, string> names, IReadOnlySet<string> hidden)
    {
        if (PathOf(node) is { } path && !hidden.Contains(path.Split('.')[0]) && names.TryGetValue(path, out var other))
            return new NameSyntax(other);
        SyntaxNode Go(SyntaxNode child) => Visit(child, names, hidden);
        SyntaxList<SyntaxNode> All(IEnumerable<SyntaxNode> children) => [.. children.Select(Go)];
        return node switch
        {
            ListSyntax list => list with { Items = All(list.Items) },
            FieldSyntax field => field with { Target = Go(field.Target) },
            CallSyntax call => call with { Arguments = All(call.Arguments) },
            MethodSyntax method => method with { Target = Go(method.Target), Arguments = All(method.Arguments) },
            UnarySyntax unary => unary with { Operand = Go(unary.Operand) },
            BinarySyntax binary => binary with { Left = Go(binary.Left), Right = Go(binary.Right) },
            LogicalSyntax logical => logical with { Operands = All(logical.Operands) },
            OccursSyntax occurs => occurs with { Value = Go(occurs.Value), Range = (TimeRangeSyntax)Go(occurs.Range) },
            OffsetRangeSyntax offset => offset with { Anchor = Go(offset.Anchor) },
            SideRangeSyntax side => side with { Anchor = Go(side.Anchor) },
            OnRangeSyntax on => on with { Anchor = Go(on.Anchor) },
            BetweenRangeSyntax between => between with { From = Go(between.From), To = Go(between.To) },
            LetSyntax let => let with { Value = Go(let.Value), Body = Visit(let.Body, names, With(hidden, [let.Name])) },
            LambdaSyntax lambda => lambda with { Body = Visit(lambda.Body, names, With(hidden, lambda.Parameters)) },
            SelectSyntax select => select with { Bindings = Bindings(select.Bindings, names, ref hidden) },
            QuantifierSyntax quantifier => quantifier with { Bindings = Bindings(quantifier.Bindings, names, ref hidden) },
            AggregateSyntax aggregate => aggregate with
            {
                Bindings = Bindings(aggregate.Bindings, names, ref hidden),
                Value = Visit(aggregate.Value, names, hidden),
            },
            // Inside a filter bare names are fields of the item; columns are lists of scalars, which have none.
            FilterSyntax filter => filter with { Target = Go(filter.Target), Condition = Go(filter.Condition) },
            _ => node,
        };
    }

    private static SyntaxList<BindingSyntax> Bindings(
        SyntaxList<BindingSyntax> bindings,
        IReadOnlyDictionary<string, string> names,
        ref IReadOnlySet<string> hidden
    )
    {
        var renamed = new List<BindingSyntax>();
        foreach (var binding in bindings)
        {
            var source = Visit(binding.Source, names, hidden);
            hidden = With(hidden, [binding.Variable]);
            renamed.Add(
                binding with
                {
                    Source = source,
                    Condition = binding.Condition is null ? null : Visit(binding.Condition, names, hidden),
                }
            );
        }

        return [.. renamed];
    }

    private static HashSet<string> With(IReadOnlySet<string> hidden, IEnumerable<string> more) =>
        new(hidden.Concat(more), StringComparer.Ordinal);

    private static string? PathOf(SyntaxNode node) =>
        node switch
        {
            NameSyntax name => name.Name,
            FieldSyntax field => PathOf(field.Target) is { } target ? $"{target}.{field.Name}" : null,
            _ => null,
        };
}
