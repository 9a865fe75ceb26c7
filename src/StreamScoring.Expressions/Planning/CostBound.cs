using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning;

/// <summary>A static bound on the operations of one evaluation: one for each node, times the items of the loops that it stands in.</summary>
internal static class CostBound
{
    private const long Most = long.MaxValue / 4;

    /// <summary>The bound, for histories and lists of the given sizes; it sticks at its end instead of overflowing.</summary>
    public static long Of(SyntaxNode node, long events, long items)
    {
        long Cost(SyntaxNode n) => Of(n, events, items);
        return node switch
        {
            FilterSyntax filter => Plus(Cost(filter.Target), Times(Size(filter.Target, events, items), Plus(1, Cost(filter.Condition)))),
            MethodSyntax method => Method(method, events, items),
            SelectSyntax select => Loops(select.Bindings, 1, events, items),
            QuantifierSyntax quantifier => Loops(quantifier.Bindings, 1, events, items),
            AggregateSyntax aggregate => Loops(aggregate.Bindings, Cost(aggregate.Value), events, items),
            ChainSyntax chain => Chain(chain, events, items),
            FieldSyntax field => Plus(Cost(field.Target), IsList(field.Target) ? Size(field.Target, events, items) : 1),
            BinarySyntax { Operator: BinaryOperator.In or BinaryOperator.NotIn } membership => Plus(
                Cost(membership.Left),
                Plus(Cost(membership.Right), Size(membership.Right, events, items))
            ),
            _ => SyntaxChildren.Of(node).Aggregate(1L, (sum, child) => Plus(sum, Cost(child))),
        };
    }

    private static long Method(MethodSyntax method, long events, long items)
    {
        var size = Size(method.Target, events, items);
        var arguments = method.Arguments.Aggregate(1L, (sum, argument) => Plus(sum, Of(argument, events, items)));
        var perItem = method.Function switch
        {
            "distinct" or "groupBy" or "intersects" or "intersection" or "subsetOf" or "supersetOf" => Times(size, Plus(arguments, size)),
            "topN" or "bottomN" => Times(size, Plus(arguments, 10)),
            "filter"
            or "map"
            or "exists"
            or "forall"
            or "sum"
            or "average"
            or "min"
            or "max"
            or "includes"
            or "get"
            or "keys"
            or "values" => Times(size, arguments),
            _ => IsList(method.Target) ? Times(size, arguments) : arguments,
        };
        return Plus(Of(method.Target, events, items), perItem);
    }

    private static long Loops(SyntaxList<BindingSyntax> bindings, long inner, long events, long items)
    {
        for (var i = bindings.Count - 1; i >= 0; i--)
        {
            var each = Plus(inner, bindings[i].Condition is { } condition ? Of(condition, events, items) : 1);
            inner = Plus(Of(bindings[i].Source, events, items), Times(Size(bindings[i].Source, events, items), each));
        }

        return inner;
    }

    private static long Chain(ChainSyntax chain, long events, long items)
    {
        var size = Size(chain.Source, events, items);
        var cost = Plus(Of(chain.Source, events, items), Times(size, Of(chain.Time, events, items)));
        var names = chain.Steps.Select(s => s.Name).Where(n => n.Length > 0).ToHashSet(StringComparer.Ordinal);
        var tries = 1L;
        foreach (var step in chain.Steps)
        {
            cost = Plus(
                cost,
                Times(tries, Times(size, SyntaxChildren.Of(step).Aggregate(1L, (sum, part) => Plus(sum, Of(part, events, items)))))
            );
            if (ChainSteps.NeedsSearch(chain, names))
                tries = Times(tries, size);
        }

        return cost;
    }

    private static long Size(SyntaxNode node, long events, long items) =>
        node switch
        {
            NameSyntax { Name: Binder.History } => events,
            FilterSyntax filter => Size(filter.Target, events, items),
            SelectSyntax select => select.Bindings.Aggregate(1L, (size, b) => Times(size, Size(b.Source, events, items))),
            ListSyntax list => list.Items.Count,
            FieldSyntax field when IsList(field.Target) => Times(Size(field.Target, events, items), items),
            MethodSyntax { Function: "filter" or "map" or "distinct" or "topN" or "bottomN" or "groupBy" or "intersection" } method => Size(
                method.Target,
                events,
                items
            ),
            _ => items,
        };

    private static bool IsList(SyntaxNode node) =>
        node switch
        {
            NameSyntax { Name: Binder.History } or FilterSyntax or SelectSyntax => true,
            FieldSyntax field => IsList(field.Target),
            MethodSyntax { Function: "filter" or "map" or "distinct" or "topN" or "bottomN" } => true,
            _ => false,
        };

    private static long Plus(long a, long b) => a > Most - b ? Most : a + b;

    private static long Times(long a, long b) => b != 0 && a > Most / b ? Most : a * b;
}
