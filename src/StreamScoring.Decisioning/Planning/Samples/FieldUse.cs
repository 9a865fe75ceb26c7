using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Decisioning.Planning.Samples;

/// <summary>Where a rule looks for a field of events: on events of some types, or on any.</summary>
/// <param name="Path">The field.</param>
/// <param name="Types">The event types, in ordinal order; null for any.</param>
internal sealed record FieldUse(string Path, IReadOnlyList<string>? Types)
{
    private const string EventType = "eventType";

    /// <summary>The uses in an expression.</summary>
    public static IReadOnlyList<FieldUse> In(SyntaxNode syntax)
    {
        var finder = new Finder();
        finder.Visit(syntax, new(null, [], null, null));
        return finder.Uses;
    }

    // What bare names mean (an item of the history, or not), which variables are events, and which types the event at hand has.
    private sealed record Place(
        string? Bare,
        IReadOnlyList<string> Events,
        IReadOnlyList<string>? Types,
        IReadOnlyList<string>? CurrentTypes
    );

    private sealed class Finder
    {
        public List<FieldUse> Uses { get; } = [];

        public void Visit(SyntaxNode node, Place place)
        {
            switch (node)
            {
                case LogicalSyntax { IsAnd: true } and:
                    place = Narrow(and.Operands, place);
                    break;
                case BinarySyntax binary:
                    place = Narrow([binary], place);
                    break;
                case FilterSyntax filter when IsHistory(filter.Target):
                    Visit(filter.Target, place);
                    Visit(filter.Condition, OnItem(filter.Condition, place));
                    return;
                case MethodSyntax { Arguments: [not LambdaSyntax and var argument] } method when IsHistory(method.Target):
                    Visit(method.Target, place);
                    Visit(argument, OnItem(argument, place, ConditionOf(method.Target)));
                    return;
                // Items of a list within an event: bare names are below the list.
                case FilterSyntax filter when PathOf(filter.Target, place) is var (path, types):
                    Visit(filter.Target, place);
                    Visit(filter.Condition, place with { Bare = path, Types = types });
                    return;
                case MethodSyntax { Function: "exists" or "forall" or "filter", Arguments: [not LambdaSyntax and var argument] } method
                    when PathOf(method.Target, place) is var (path, types):
                    Visit(method.Target, place);
                    Visit(argument, place with { Bare = path, Types = types });
                    return;
                case BindingSyntax binding when IsHistory(binding.Source):
                    Visit(binding.Source, place);
                    if (binding.Condition is { } condition)
                        Visit(
                            condition,
                            Narrow(
                                Parts(condition),
                                place with
                                {
                                    Events = [.. place.Events, binding.Variable],
                                    Types = null,
                                },
                                binding.Variable
                            )
                        );
                    return;
                case LetSyntax let when IsEvent(let.Value):
                    Visit(let.Value, place);
                    Visit(let.Body, place with { Events = [.. place.Events, let.Name] });
                    return;
                case FieldSyntax or NameSyntax when PathOf(node, place) is var (path, types):
                    Add(path, types);
                    return;
            }

            foreach (var child in SyntaxChildren.Of(node))
                Visit(child, place);
        }

        private void Add(string path, IReadOnlyList<string>? types)
        {
            var use = new FieldUse(path, types);
            if (!Uses.Exists(u => u.Path == path && (u.Types ?? []).SequenceEqual(types ?? [], StringComparer.Ordinal)))
                Uses.Add(use);
        }

        // The path of a chain of fields that begins in an event, with the types which that event has; null when it begins elsewhere.
        private static (string Path, IReadOnlyList<string>? Types)? PathOf(SyntaxNode node, Place place)
        {
            var steps = new Stack<string>();
            for (; node is FieldSyntax field; node = field.Target)
                steps.Push(field.Name);
            if (IsHistory(node) && steps.Count > 0)
                return (string.Join('.', steps), ConditionTypes(node));
            if (node is not NameSyntax name)
                return null;
            if (name.Name == RuleTypes.Event)
                return steps.Count > 0 ? (string.Join('.', steps), place.CurrentTypes) : null;
            if (place.Events.Contains(name.Name, StringComparer.Ordinal))
                return steps.Count > 0 ? (string.Join('.', steps), place.Types) : null;
            steps.Push(name.Name);
            if (place.Bare is { Length: > 0 } list)
                steps.Push(list);
            return place.Bare is null ? null : (string.Join('.', steps), place.Types);
        }

        private static Place OnItem(SyntaxNode condition, Place place, SyntaxNode? further = null) =>
            Narrow([.. Parts(condition), .. further is null ? [] : Parts(further)], place with { Bare = "", Types = null });

        private static Place Narrow(IEnumerable<SyntaxNode> conditions, Place place, string? variable = null)
        {
            foreach (var condition in conditions)
            {
                if (TypesIn(condition) is not var (owner, types))
                    continue;
                if (owner is FieldSyntax { Target: NameSyntax { Name: RuleTypes.Event } })
                    place = place with { CurrentTypes = types };
                else if (
                    owner is NameSyntax && place.Bare is not null
                    || owner is FieldSyntax { Target: NameSyntax name } && name.Name == variable
                )
                    place = place with { Types = types };
            }

            return place;
        }

        private static IReadOnlyList<string>? ConditionTypes(SyntaxNode history) =>
            ConditionOf(history) is { } condition ? Narrow(Parts(condition), new("", [], null, null)).Types : null;
    }

    private static IReadOnlyList<SyntaxNode> Parts(SyntaxNode condition) =>
        condition is LogicalSyntax { IsAnd: true } and ? and.Operands : [condition];

    private static SyntaxNode? ConditionOf(SyntaxNode history) => history is FilterSyntax filter ? filter.Condition : null;

    // eventType = "a", eventType in ["a", "b"]
    private static (SyntaxNode Owner, IReadOnlyList<string> Types)? TypesIn(SyntaxNode condition) =>
        condition switch
        {
            BinarySyntax { Operator: BinaryOperator.Equal, Left: var owner, Right: LiteralSyntax { Value: string type } }
                when IsType(owner) => (owner, [type]),
            BinarySyntax { Operator: BinaryOperator.In, Left: var owner, Right: ListSyntax list }
                when IsType(owner) && list.Items.All(i => i is LiteralSyntax { Value: string }) => (
                owner,
                [.. list.Items.Select(i => (string)((LiteralSyntax)i).Value!).Order(StringComparer.Ordinal)]
            ),
            _ => null,
        };

    private static bool IsType(SyntaxNode node) => node is NameSyntax { Name: EventType } or FieldSyntax { Name: EventType };

    private static bool IsHistory(SyntaxNode node) =>
        node switch
        {
            NameSyntax { Name: "xEvent" } => true,
            FilterSyntax filter => IsHistory(filter.Target),
            MethodSyntax { Function: "filter" or "topN" or "bottomN" } method => IsHistory(method.Target),
            _ => false,
        };

    private static bool IsEvent(SyntaxNode node) =>
        IsHistory(node) || (node is MethodSyntax { Function: "head" } head && IsHistory(head.Target));
}
