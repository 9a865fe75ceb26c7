using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Evaluation.Comparing;
using StreamScoring.Expressions.Evaluation.Dates;
using StreamScoring.Expressions.Evaluation.History;
using StreamScoring.Expressions.Evaluation.Lists;
using StreamScoring.Expressions.Evaluation.Reading;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning;

/// <summary>What introduces variables: filters, select, quantifiers, aggregates, let, chains.</summary>
internal sealed class LoopBinder(Binder binder)
{
    /// <summary>The hidden variable that holds the time of a chain's step; no name can be written so.</summary>
    public static string TimeOf(string step) => "\0time:" + step;

    public Bound Bind(SyntaxNode syntax, Scope? scope) =>
        syntax switch
        {
            FilterSyntax filter => Filter(filter.Target, filter.Condition, scope),
            SelectSyntax select => Select(select, scope),
            QuantifierSyntax quantifier => new(
                new QuantifierNode(quantifier.ForAll, Bindings(quantifier.Bindings, ref scope)),
                ExpressionType.Boolean
            ),
            AggregateSyntax aggregate => Aggregate(aggregate, scope),
            LetSyntax let => Let(let, scope),
            ChainSyntax chain => Chain(chain, scope),
            _ => throw new ArgumentOutOfRangeException(nameof(syntax), syntax.GetType().Name, "no loop"),
        };

    /// <summary>The items of a part that meet a condition, in which their fields stand bare, or which is a function of one item.</summary>
    public Bound Filter(SyntaxNode target, SyntaxNode condition, Scope? scope)
    {
        var list = binder.BindItems(target, scope);
        var (slot, inner, body) = Item(list, condition, scope);
        var node = new FilterNode(list.Node, slot, Weighed(body, binder.BindTest(body, inner)));
        return new(node, list.Type.IsAny || list.Type.Kind == TypeKind.List ? list.Type : ExpressionType.List(list.Type.Item), list.Origin);
    }

    /// <summary>The slot of an item, the scope in which it is, and what is to be bound there.</summary>
    public (int Slot, Scope Scope, SyntaxNode Body) Item(Bound list, SyntaxNode body, Scope? scope)
    {
        var slot = binder.NextSlot();
        var item = Variable(slot, list);
        if (body is not LambdaSyntax lambda)
            return (slot, new(scope, null, item), body);
        if (lambda.Parameters.Count != 1)
            binder.Fail(lambda, $"expected a function of one item, found {lambda.Parameters.Count} parameters");
        return (slot, new(scope, lambda.Parameters[0], item), lambda.Body);
    }

    /// <summary>The node of a part that is computed for each item: large ones pay by their size.</summary>
    public static Node Weighed(SyntaxNode part, Node node) => WeighedNode.Of(node, SyntaxChildren.Measure(part).Nodes);

    private static Bound Variable(int slot, Bound list) => new(new SlotNode(slot), list.Type.Item, list.Origin);

    private Bound Select(SelectSyntax select, Scope? scope)
    {
        var bindings = Bindings(select.Bindings, ref scope);
        if (select.Bindings.Count > 1)
            return new(new SelectNode(bindings), ExpressionType.List(ExpressionType.List(ExpressionType.Any)))
            {
                Holds = [.. select.Bindings.Select(b => Scope.Find(scope, b.Variable)?.Origin).OfType<Origin>()],
            };
        var variable = Scope.Find(scope, select.Bindings[0].Variable)!;
        return new(new SelectNode(bindings), ExpressionType.List(variable.Type), variable.Origin);
    }

    private Bound Aggregate(AggregateSyntax aggregate, Scope? scope)
    {
        var bindings = Bindings(aggregate.Bindings, ref scope);
        var value =
            aggregate.Kind == AggregateKind.Count
                ? new Bound(binder.BindTestValue(aggregate.Value, scope), ExpressionType.Any)
                : binder.Bind(aggregate.Value, scope);
        return new(
            new AggregateOverNode(aggregate.Kind, Weighed(aggregate.Value, value.Node), bindings),
            Aggregated(aggregate.Kind, value, aggregate.Value)
        );
    }

    /// <summary>What an aggregate of values gives.</summary>
    public ExpressionType Aggregated(AggregateKind kind, Bound value, SyntaxNode at)
    {
        if (kind == AggregateKind.Count)
            return ExpressionType.Number;
        var isExtreme = kind is AggregateKind.Min or AggregateKind.Max;
        if (
            !(isExtreme ? Types.MayBe(value.Type, TypeKind.Number, TypeKind.Time, TypeKind.Text) : Types.MayBe(value.Type, TypeKind.Number))
        )
            binder.Fail(at, $"expected numbers, found {value.Type}");
        return isExtreme && value.Type.Kind != TypeKind.Number ? ExpressionType.Any : ExpressionType.Number;
    }

    private Binding[] Bindings(SyntaxList<BindingSyntax> bindings, ref Scope? scope)
    {
        var bound = new Binding[bindings.Count];
        for (var i = 0; i < bindings.Count; i++)
        {
            var source = binder.BindItems(bindings[i].Source, scope);
            var slot = binder.NextSlot();
            scope = new(scope, bindings[i].Variable, Variable(slot, source));
            bound[i] = new(
                slot,
                source.Node,
                bindings[i].Condition is { } condition ? Weighed(condition, binder.BindTest(condition, scope)) : null
            );
        }

        return bound;
    }

    private Bound Let(LetSyntax let, Scope? scope)
    {
        var value = binder.BindPath(let.Value, scope);
        var slot = binder.NextSlot();
        var body = binder.BindPath(let.Body, new(scope, let.Name, value with { Node = new SlotNode(slot) }));
        return body with { Node = new LetNode(slot, value.Node, body.Node) };
    }

    private Bound Chain(ChainSyntax chain, Scope? scope)
    {
        var source = binder.BindItems(chain.Source, scope);
        var timeSlot = binder.NextSlot();
        var time = binder.Bind(chain.Time, new(scope, null, Variable(timeSlot, source)));
        if (!Types.MayBe(time.Type, TypeKind.Time, TypeKind.Text, TypeKind.Number))
            binder.Fail(chain.Time, $"expected the time of an event, found {time.Type}");
        var steps = new List<ChainStep>();
        for (var i = 0; i < chain.Steps.Count; i++)
        {
            var step = chain.Steps[i];
            if (step is AbsentSyntax && (i == 0 || chain.Steps[i - 1] is AbsentSyntax))
                binder.Fail(step, "ABSENT needs a step before it from which the time runs; that nothing happened at all is not(CHAIN(…))");
            var slot = binder.NextSlot();
            var item = Variable(slot, source);
            var inner = new Scope(scope, null, item);
            steps.Add(Step(step, slot, inner));
            if (step.Name.Length > 0 && step is WhatSyntax)
                scope = new(
                    new(scope, step.Name, item),
                    TimeOf(step.Name),
                    new(new StartNode(binder.Bind(chain.Time, inner).Node), ExpressionType.Time)
                );
        }

        var names = chain.Steps.Select(s => s.Name).Where(n => n.Length > 0).ToHashSet(StringComparer.Ordinal);
        return new(
            new ChainNode(source.Node, timeSlot, Weighed(chain.Time, time.Node), [.. steps], !ChainSteps.NeedsSearch(chain, names)),
            ExpressionType.Boolean
        );
    }

    private ChainStep Step(ChainStepSyntax step, int slot, Scope scope)
    {
        var condition = Weighed(step, binder.BindTest(step.Condition, scope));
        if (step is AbsentSyntax absent)
        {
            binder.Needs.Now = true;
            return new(slot, condition, null, 1, absent.Duration);
        }

        var what = (WhatSyntax)step;
        if (what.Where is not null)
            condition = new AndNode([condition, binder.BindTest(what.Where, scope)]);
        return new(slot, condition, what.When is null ? null : binder.Range(what.When, scope), what.Count ?? 1, null);
    }
}
