namespace StreamScoring.Expressions.Syntax;

/// <summary>The direct parts of a node, in the order of the text.</summary>
public static class SyntaxChildren
{
    /// <summary>The nodes directly below <paramref name="node"/>.</summary>
    public static IEnumerable<SyntaxNode> Of(SyntaxNode node) =>
        node switch
        {
            ListSyntax list => list.Items,
            FieldSyntax field => [field.Target],
            CallSyntax call => call.Arguments,
            MethodSyntax method => [method.Target, .. method.Arguments],
            FilterSyntax filter => [filter.Target, filter.Condition],
            UnarySyntax unary => [unary.Operand],
            BinarySyntax binary => [binary.Left, binary.Right],
            LogicalSyntax logical => logical.Operands,
            OccursSyntax occurs => [occurs.Value, occurs.Range],
            LetSyntax let => [let.Value, let.Body],
            LambdaSyntax lambda => [lambda.Body],
            BindingSyntax { Condition: null } binding => [binding.Source],
            BindingSyntax binding => [binding.Source, binding.Condition],
            SelectSyntax select => select.Bindings,
            QuantifierSyntax quantifier => quantifier.Bindings,
            AggregateSyntax aggregate => [aggregate.Value, .. aggregate.Bindings],
            ChainSyntax chain => [chain.Source, chain.Time, .. chain.Steps],
            AbsentSyntax absent => [absent.Condition, absent.Duration],
            WhatSyntax what => new[] { what.Condition, what.When, what.Where }.OfType<SyntaxNode>(),
            OffsetRangeSyntax offset => [offset.Distance, offset.Anchor],
            SideRangeSyntax side => [side.Anchor],
            OnRangeSyntax on => [on.Anchor],
            BetweenRangeSyntax between => [between.From, between.To],
            _ => [],
        };

    /// <summary>How many nodes a tree has and how deep it is. Does not recurse, so that no tree is too deep for it.</summary>
    public static (int Nodes, int Depth) Measure(SyntaxNode root)
    {
        var pending = new Stack<(SyntaxNode Node, int Depth)>([(root, 1)]);
        var (nodes, deepest) = (0, 0);
        while (pending.TryPop(out var next))
        {
            nodes++;
            deepest = Math.Max(deepest, next.Depth);
            foreach (var child in Of(next.Node))
                pending.Push((child, next.Depth + 1));
        }

        return (nodes, deepest);
    }
}
