using System.Collections.Immutable;
using StreamScoring.Expressions.Planning.Functions;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning;

/// <summary>How an expression uses the history: how far back it looks, and which uses are plain aggregates.</summary>
internal sealed class HistoryFinder
{
    private const string Timestamp = "timestamp";
    private readonly List<AggregateNeed> _aggregates = [];
    private long _windowNs;
    private bool _events;

    private HistoryFinder() { }

    public static (long WindowNs, IReadOnlyList<AggregateNeed> Aggregates, bool Events) Find(
        SyntaxNode syntax,
        IEnumerable<string> contexts
    )
    {
        var finder = new HistoryFinder();
        finder.Visit(syntax, new([], contexts.ToHashSet(StringComparer.Ordinal)));
        return (finder._windowNs, finder._aggregates, finder._events);
    }

    private void Visit(SyntaxNode node, VisibleNames names)
    {
        switch (node)
        {
            case NameSyntax when names.IsHistory(node):
                Use(long.MaxValue);
                return;
            case MethodSyntax { Function: "count" or "sum" or "average" or "min" or "max" or "exists" } method
                when Source(method.Target, names) is var (isHistory, condition) && isHistory:
                Aggregate(method, condition, names);
                return;
            case FilterSyntax filter when names.IsHistory(filter.Target):
                Use(Of(new(filter.Condition, null), names));
                Visit(filter.Condition, names);
                return;
            case MethodSyntax { Function: "filter", Arguments: [var condition] } filter when names.IsHistory(filter.Target):
                Use(Of(EventPart.Of(condition), names));
                Visit(condition, names);
                return;
            case AggregateSyntax { Bindings: [var binding] } aggregate when names.IsHistory(binding.Source):
                var isCount = aggregate is { Kind: AggregateKind.Count, Value: NameSyntax value } && value.Name == binding.Variable;
                Keep(aggregate.Kind, isCount ? null : new(aggregate.Value, binding.Variable), [.. Part(binding)], names);
                return;
            case QuantifierSyntax { ForAll: false, Bindings: [var binding] } when names.IsHistory(binding.Source):
                Keep(AggregateKind.Count, null, [.. Part(binding)], names);
                return;
            // What all events must meet is no bound on which of them are looked at.
            case QuantifierSyntax quantifier:
                Bindings(quantifier.Bindings, names, quantifier.ForAll);
                return;
            case SelectSyntax select:
                Bindings(select.Bindings, names, false);
                return;
            case AggregateSyntax aggregate:
                Visit(aggregate.Value, Bindings(aggregate.Bindings, names, false));
                return;
            case LetSyntax let:
                Visit(let.Value, names);
                Visit(let.Body, names.With(let.Name));
                return;
            case LambdaSyntax lambda:
                Visit(lambda.Body, names.With(lambda.Parameters));
                return;
            case ChainSyntax chain:
                Chain(chain, names);
                return;
        }

        foreach (var child in SyntaxChildren.Of(node))
            Visit(child, names);
    }

    private VisibleNames Bindings(SyntaxList<BindingSyntax> bindings, VisibleNames names, bool forAll)
    {
        foreach (var binding in bindings)
        {
            var isHistory = names.IsHistory(binding.Source);
            if (!isHistory)
                Visit(binding.Source, names);
            var outer = names;
            names = names.With(binding.Variable);
            if (isHistory)
                Use(binding.Condition is null || forAll ? long.MaxValue : Of(new(binding.Condition, binding.Variable), outer));
            if (binding.Condition is not null)
                Visit(binding.Condition, names);
        }

        return names;
    }

    private void Chain(ChainSyntax chain, VisibleNames names)
    {
        var isHistory = names.IsHistory(chain.Source);
        if (!isHistory)
            Visit(chain.Source, names);
        Visit(chain.Time, names);
        // The history reaches back in event time; a chain may be ordered by another one.
        var isByTimestamp = IsTime(chain.Time, null, names);
        foreach (var step in chain.Steps)
        {
            if (isHistory && step is WhatSyntax what)
                Use(what.When is not null && isByTimestamp ? Lookback.Of(what.When) : long.MaxValue);
            foreach (var part in SyntaxChildren.Of(step))
                Visit(part, names);
            if (step.Name.Length > 0)
                names = names.With(step.Name);
        }
    }

    // xEvent.sum(x), xEvent[cond].sum(x), xEvent.exists(cond)
    private static (bool IsHistory, SyntaxNode? Condition) Source(SyntaxNode target, VisibleNames names) =>
        target switch
        {
            FilterSyntax filter when names.IsHistory(filter.Target) => (true, filter.Condition),
            _ => (names.IsHistory(target), null),
        };

    private void Aggregate(MethodSyntax method, SyntaxNode? condition, VisibleNames names)
    {
        var argument = method.Arguments is [var only] ? EventPart.Of(only) : null;
        var conditions = new List<EventPart>();
        if (condition is not null)
            conditions.Add(new(condition, null));
        if (method.Function != "exists")
        {
            Keep(Enum.Parse<AggregateKind>(method.Function, true), argument, conditions, names);
            return;
        }

        if (argument is not null)
            conditions.Add(argument);
        Keep(AggregateKind.Count, null, conditions, names);
    }

    private void Keep(AggregateKind kind, EventPart? value, List<EventPart> conditions, VisibleNames names)
    {
        var window = conditions.Select(c => Of(c, names)).DefaultIfEmpty(long.MaxValue).Min();
        var forms = conditions.ConvertAll(c => EventForm.Of(c.Syntax, c.Variable, names));
        var form = value is null ? null : EventForm.Of(value.Syntax, value.Variable, names);
        if (forms.Contains(null) || (value is not null && form is null))
            Use(window);
        else
        {
            _windowNs = Math.Max(_windowNs, window);
            var need = new AggregateNeed(kind, form is null ? null : SyntaxPrinter.Print(form), Joined(forms.OfType<SyntaxNode>()), window);
            if (!_aggregates.Contains(need))
                _aggregates.Add(need);
        }

        foreach (var part in conditions.Append(value).OfType<EventPart>())
            Visit(part.Syntax, part.Variable is null ? names : names.With(part.Variable));
    }

    private static string? Joined(IEnumerable<SyntaxNode> conditions) =>
        conditions.SelectMany(c => c is LogicalSyntax { IsAnd: true } and ? and.Operands : [c]).ToArray() switch
        {
            [] => null,
            [var one] => SyntaxPrinter.Print(one),
            var all => SyntaxPrinter.Print(new LogicalSyntax(true, [.. all])),
        };

    private static IEnumerable<EventPart> Part(BindingSyntax binding) =>
        binding.Condition is null ? [] : [new(binding.Condition, binding.Variable)];

    private static long Of(EventPart part, VisibleNames names) => Lookback.Of(part.Syntax, node => IsTime(node, part.Variable, names));

    private static bool IsTime(SyntaxNode node, string? variable, VisibleNames names) =>
        variable is null
            ? node is NameSyntax { Name: Timestamp } && !names.IsTaken(Timestamp)
            : node is FieldSyntax { Name: Timestamp, Target: NameSyntax name } && name.Name == variable;

    private void Use(long windowNs)
    {
        _events = true;
        _windowNs = Math.Max(_windowNs, windowNs);
    }

    /// <summary>A part that is computed for each event.</summary>
    /// <param name="Syntax">The part.</param>
    /// <param name="Variable">The name of the event in it; null when its fields stand bare.</param>
    private sealed record EventPart(SyntaxNode Syntax, string? Variable)
    {
        public static EventPart Of(SyntaxNode argument) =>
            argument is LambdaSyntax { Parameters: [var name] } lambda ? new(lambda.Body, name) : new(argument, null);
    }
}
