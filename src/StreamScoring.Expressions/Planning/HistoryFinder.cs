using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Times;

namespace StreamScoring.Expressions.Planning;

/// <summary>How an expression uses the history: how far back it looks, and which uses are plain aggregates.</summary>
internal sealed class HistoryFinder
{
    private readonly List<AggregateNeed> _aggregates = [];
    private long _windowNs;
    private bool _events;

    private HistoryFinder() { }

    public static (long WindowNs, IReadOnlyList<AggregateNeed> Aggregates, bool Events) Find(SyntaxNode syntax)
    {
        var finder = new HistoryFinder();
        finder.Visit(syntax);
        return (finder._windowNs, finder._aggregates, finder._events);
    }

    private void Visit(SyntaxNode node)
    {
        switch (node)
        {
            case NameSyntax { Name: Binder.History }:
                Use(long.MaxValue);
                return;
            case MethodSyntax { Function: "count" or "sum" or "average" or "min" or "max" or "exists" } method
                when Condition(method) is var (isHistory, condition) && isHistory:
                Aggregate(method, condition);
                return;
            case FilterSyntax filter when IsHistory(filter.Target):
                Use(Lookback.Of(filter.Condition, null));
                Visit(filter.Condition);
                return;
            case MethodSyntax { Function: "filter", Arguments: [not LambdaSyntax and var condition] } filter when IsHistory(filter.Target):
                Use(Lookback.Of(condition, null));
                Visit(condition);
                return;
            case AggregateSyntax { Bindings: [{ Source: NameSyntax { Name: Binder.History } } binding] } aggregate:
                Keep(aggregate.Kind, aggregate.Value, binding.Condition, binding.Variable);
                return;
            case QuantifierSyntax { ForAll: false, Bindings: [{ Source: NameSyntax { Name: Binder.History } } binding] }:
                Keep(AggregateKind.Count, null, binding.Condition, binding.Variable);
                return;
            case BindingSyntax { Source: NameSyntax { Name: Binder.History } } binding:
                Use(binding.Condition is null ? long.MaxValue : Lookback.Of(binding.Condition, binding.Variable));
                if (binding.Condition is not null)
                    Visit(binding.Condition);
                return;
            case ChainSyntax chain when IsHistory(chain.Source):
                foreach (var step in chain.Steps)
                {
                    if (step is WhatSyntax what)
                        Use(what.When is null ? long.MaxValue : Lookback.Of(what.When));
                    foreach (var part in SyntaxChildren.Of(step))
                        Visit(part);
                }

                return;
        }

        foreach (var child in SyntaxChildren.Of(node))
            Visit(child);
    }

    // xEvent.sum(x), xEvent[cond].sum(x), xEvent.exists(cond)
    private static (bool IsHistory, SyntaxNode? Condition) Condition(MethodSyntax method) =>
        method.Target switch
        {
            var t when IsHistory(t) => (true, null),
            FilterSyntax filter when IsHistory(filter.Target) => (true, filter.Condition),
            _ => (false, null),
        };

    private void Aggregate(MethodSyntax method, SyntaxNode? condition)
    {
        var argument = method.Arguments.Count == 1 && method.Arguments[0] is not LambdaSyntax ? method.Arguments[0] : null;
        if (method.Function == "exists")
        {
            condition =
                argument is null ? condition
                : condition is null ? argument
                : new LogicalSyntax(true, [condition, argument]);
            Keep(AggregateKind.Count, null, condition, null);
        }
        else
            Keep(Enum.Parse<AggregateKind>(method.Function, true), argument, condition, null);
    }

    private void Keep(AggregateKind kind, SyntaxNode? value, SyntaxNode? condition, string? variable)
    {
        var window = condition is null ? long.MaxValue : Lookback.Of(condition, variable);
        var need = new AggregateNeed(kind, Print(value, variable), Print(condition, variable), window);
        if (!_aggregates.Contains(need))
            _aggregates.Add(need);
        _windowNs = Math.Max(_windowNs, window);
        if (value is not null)
            Visit(value);
        if (condition is not null)
            Visit(condition);
    }

    // Fields of the event are written alike in both forms, so that equal aggregates are kept once.
    private static string? Print(SyntaxNode? node, string? variable) =>
        node is null ? null : SyntaxPrinter.Print(EventNames.Normalize(node, variable));

    private void Use(long windowNs)
    {
        _events = true;
        _windowNs = Math.Max(_windowNs, windowNs);
    }

    private static bool IsHistory(SyntaxNode node) => node is NameSyntax { Name: Binder.History };
}

/// <summary>How far back a condition on an event's time lets it lie.</summary>
internal static class Lookback
{
    /// <summary>The bound in ns of event time; <see cref="long.MaxValue"/> when there is none. <paramref name="variable"/> names the event; null when its fields stand bare.</summary>
    public static long Of(SyntaxNode condition, string? variable) =>
        condition switch
        {
            LogicalSyntax { IsAnd: true } and => and.Operands.Min(o => Of(o, variable)),
            LogicalSyntax or => or.Operands.Max(o => Of(o, variable)),
            OccursSyntax occurs when IsTime(occurs.Value, variable) => Of(occurs.Range),
            _ => long.MaxValue,
        };

    /// <summary>The bound of a range.</summary>
    public static long Of(TimeRangeSyntax range) =>
        range switch
        {
            OffsetRangeSyntax
            {
                Direction: TimeDirection.Before,
                Comparison: BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Equal
            } offset => Plus(Of(offset.Anchor), Length(offset.Distance.Count, offset.Distance.Unit)),
            SideRangeSyntax { Direction: TimeDirection.After } side => Of(side.Anchor),
            OnRangeSyntax on => Of(on.Anchor),
            BetweenRangeSyntax between => Of(between.From),
            _ => long.MaxValue,
        };

    private static long Of(SyntaxNode anchor) =>
        anchor is not MomentSyntax moment
            ? long.MaxValue
            : moment.Moment switch
            {
                RelativeMoment.Now => 0,
                RelativeMoment.Today or RelativeMoment.Tomorrow => Length(1, TimeUnit.Day),
                RelativeMoment.Yesterday => Length(2, TimeUnit.Day),
                RelativeMoment.Last => Length(2, moment.Unit!.Value),
                _ => Length(1, moment.Unit!.Value),
            };

    private static bool IsTime(SyntaxNode node, string? variable) =>
        variable is null
            ? node is NameSyntax { Name: "timestamp" }
            : node is FieldSyntax { Name: "timestamp", Target: NameSyntax name } && name.Name == variable;

    // The longest that so many units can be.
    private static long Length(long count, TimeUnit unit)
    {
        var wide =
            (Int128)count
            * (
                UtcCalendar.FixedNs(unit) is > 0 and var fixedNs
                    ? fixedNs
                    : (Int128)UtcCalendar.Months(unit) * 31 * UtcCalendar.FixedNs(TimeUnit.Day)
            );
        return wide > long.MaxValue ? long.MaxValue : (long)wide;
    }

    private static long Plus(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
}

/// <summary>Writes the fields of an event that a variable names as bare fields.</summary>
internal static class EventNames
{
    public static SyntaxNode Normalize(SyntaxNode node, string? variable) =>
        node switch
        {
            FieldSyntax { Target: NameSyntax target } field when target.Name == variable => new NameSyntax(field.Name),
            FieldSyntax field => field with { Target = Normalize(field.Target, variable) },
            MethodSyntax method => method with
            {
                Target = Normalize(method.Target, variable),
                Arguments = [.. method.Arguments.Select(a => Normalize(a, variable))],
            },
            CallSyntax call => call with { Arguments = [.. call.Arguments.Select(a => Normalize(a, variable))] },
            BinarySyntax binary => binary with { Left = Normalize(binary.Left, variable), Right = Normalize(binary.Right, variable) },
            LogicalSyntax logical => logical with { Operands = [.. logical.Operands.Select(o => Normalize(o, variable))] },
            UnarySyntax unary => unary with { Operand = Normalize(unary.Operand, variable) },
            OccursSyntax occurs => occurs with { Value = Normalize(occurs.Value, variable) },
            _ => node,
        };
}
