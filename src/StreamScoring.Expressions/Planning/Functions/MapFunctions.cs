using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation.Lists;
using StreamScoring.Expressions.Evaluation.Reading;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Planning.Functions;

/// <summary>Functions of maps. Objects count as maps from the names of their fields.</summary>
internal static class MapFunctions
{
    public static IEnumerable<Function> All =>
        [
            Function.Method("get", 1, 1, "map.get(key)", Get),
            Function.Method(
                "keys",
                0,
                0,
                "map.keys()",
                c => new(new EntriesNode(Entries(c).Node, true), ExpressionType.List(ExpressionType.Any))
            ),
            Function.Method(
                "values",
                0,
                0,
                "map.values()",
                c =>
                    Entries(c) is var map
                        ? new(new EntriesNode(map.Node, false), ExpressionType.List(ValueOf(map.Type)), map.Origin)
                        : Bound.Unknown
            ),
            Function.Method("map", 1, 1, "list.map(expression of an item) or map.map((K, V) => mapEntry(K, expression))", Map),
            Function.Call(
                "mapEntry",
                2,
                2,
                "mapEntry(key, value)",
                c => c.Fail(c.Syntax, "mapEntry can stand only right after '=>' in map((K, V) => mapEntry(key, value))")
            ),
        ];

    private static ExpressionType ValueOf(ExpressionType map) => map.Kind == TypeKind.Map ? map.Item : ExpressionType.Any;

    // A map whose entries are looked at one by one: what lies below any of its keys. Of groups it is the items, whose fields are known.
    private static Bound Entries(FunctionCall call)
    {
        var map = call.MapTarget();
        if (map.IsGrouped || map.Origin is not { } origin)
            return map;
        call.Binder.Needs.Read(origin);
        return map with { Origin = null };
    }

    private static Bound Get(FunctionCall call)
    {
        var map = call.MapTarget();
        if (call.Arguments[0] is LiteralSyntax { Value: string name })
        {
            if (map.Type.Kind == TypeKind.Object && !map.Type.Fields!.ContainsKey(name))
                return call.Fail(call.Arguments[0], $"there is no field '{name}'{Binder.Hint(name, map.Type.Fields!.Keys)}");
            var type = map.Type.Kind == TypeKind.Object ? map.Type.Fields![name] : ValueOf(map.Type);
            return new(new GetTextNode(map.Node, new FieldName(name)), type, map.IsGrouped ? map.Origin : map.Origin?.Field(name));
        }

        map = Entries(call);
        return new(new GetNode(map.Node, call.Argument(0).Node), ValueOf(map.Type), map.Origin);
    }

    private static Bound Map(FunctionCall call)
    {
        if (call.Arguments[0] is not LambdaSyntax { Parameters.Count: 2 } lambda)
        {
            var list = call.ListTarget();
            var (slot, body) = call.PerItem(list, 0);
            return new(new MapNode(list.Node, slot, body.Node), ExpressionType.List(body.Type));
        }

        var map = Entries(call);
        if (map.Type.Kind == TypeKind.Object)
            map = map with { Type = ExpressionType.Any };
        var (keySlot, valueSlot) = (call.Binder.NextSlot(), call.Binder.NextSlot());
        var scope = new Scope(call.Scope, lambda.Parameters[0], new(new SlotNode(keySlot), ExpressionType.Any));
        scope = new(scope, lambda.Parameters[1], new(new SlotNode(valueSlot), ValueOf(map.Type), map.Origin));
        if (lambda.Body is not CallSyntax { Function: "mapEntry", Arguments: [var keySyntax, var valueSyntax] })
        {
            var body = call.Binder.Bind(lambda.Body, scope);
            return new(
                new MapEntriesNode(map.Node, keySlot, valueSlot, null, LoopBinder.Weighed(lambda, body.Node)),
                ExpressionType.List(body.Type)
            );
        }

        var (key, value) = (call.Binder.Bind(keySyntax, scope), call.Binder.Bind(valueSyntax, scope));
        return new(
            new MapEntriesNode(map.Node, keySlot, valueSlot, key.Node, LoopBinder.Weighed(lambda, value.Node)),
            ExpressionType.Map(value.Type)
        );
    }
}
