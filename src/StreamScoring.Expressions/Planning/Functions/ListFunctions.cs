using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation.Lists;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning.Functions;

/// <summary>Functions of lists.</summary>
internal static class ListFunctions
{
    public static IEnumerable<Function> All =>
        [
            Function.Method("count", 0, 0, "list.count()", Count),
            Aggregate("sum", AggregateKind.Sum),
            Aggregate("average", AggregateKind.Average),
            Aggregate("min", AggregateKind.Min),
            Aggregate("max", AggregateKind.Max),
            Function.Method("filter", 1, 1, "list.filter(condition)", c => c.Binder.Loops.Filter(c.TargetSyntax, c.Arguments[0], c.Scope)),
            Function.Method("exists", 1, 1, "list.exists(condition)", c => Exists(c, false)),
            Function.Method("forall", 1, 1, "list.forall(condition)", c => Exists(c, true)),
            Function.Method("topN", 2, 2, "list.topN(number of an item, how many)", c => Top(c, false)),
            Function.Method("bottomN", 2, 2, "list.bottomN(number of an item, how many)", c => Top(c, true)),
            Function.Method("groupBy", 1, 1, "list.groupBy(key of an item)", GroupBy),
            Function.Method(
                "distinct",
                0,
                0,
                "list.distinct()",
                c => c.Target is var list && Same(list) is var type ? new(new DistinctNode(list.Node), type) : Bound.Unknown
            ),
            Function.Method(
                "head",
                0,
                0,
                "list.head()",
                c => c.ListTarget() is var list ? new(new HeadNode(list.Node), list.Type.Item, list.Origin) : Bound.Unknown
            ),
            Function.Method("includes", 1, 1, "list.includes(item)", Includes),
            Relation("intersects", SetRelation.Intersects),
            Relation("subsetOf", SetRelation.SubsetOf),
            Relation("supersetOf", SetRelation.SupersetOf),
            Function.Method(
                "intersection",
                1,
                1,
                "list.intersection(other list)",
                c => c.Target is var list ? new(new IntersectionNode(list.Node, c.Argument(0).Node), Same(list)) : Bound.Unknown
            ),
        ];

    private static ExpressionType Same(Bound list) =>
        list.Type.IsAny || list.Type.Kind == TypeKind.List ? list.Type : ExpressionType.List(list.Type.Item);

    private static Bound Count(FunctionCall call)
    {
        if (call.TargetSyntax is FilterSyntax filter)
        {
            var source = call.Binder.BindItems(filter.Target, call.Scope);
            var (slot, inner, body) = call.Binder.Loops.Item(source, filter.Condition, call.Scope);
            return new(
                new CountIfNode(source.Node, slot, LoopBinder.Weighed(body, call.Binder.BindTest(body, inner))),
                ExpressionType.Number
            );
        }

        var list = call.ListTarget();
        return new(new CountNode(list.Node), ExpressionType.Number);
    }

    private static Function Aggregate(string name, AggregateKind kind) =>
        Function.Method(
            name,
            0,
            1,
            $"list.{name}() or list.{name}(number of an item)",
            call =>
            {
                if (call.Arguments.Count == 0)
                {
                    var values = call.Target;
                    return new(
                        new AggregateNode(kind, values.Node, 0, null),
                        call.Binder.Loops.Aggregated(kind, values, call.TargetSyntax)
                    );
                }

                var list = call.ListTarget();
                var (slot, body) = call.PerItem(list, 0);
                return new(
                    new AggregateNode(kind, list.Node, slot, body.Node),
                    call.Binder.Loops.Aggregated(kind, body, call.Arguments[0])
                );
            }
        );

    private static Bound Exists(FunctionCall call, bool forAll)
    {
        var list = call.ListTarget();
        var (slot, condition) = call.TestPerItem(list, 0);
        return FunctionCall.Boolean(new ExistsNode(list.Node, slot, condition, forAll));
    }

    private static Bound Top(FunctionCall call, bool lowest)
    {
        var list = call.ListTarget();
        var (slot, key) = call.PerItem(list, 0);
        if (!Types.MayBe(key.Type, TypeKind.Number, TypeKind.Text))
            call.Fail(call.Arguments[0], $"expected a number of an item, found {key.Type}");
        return new(
            new TopNode(list.Node, slot, key.Node, call.Argument(1, "how many items", TypeKind.Number), lowest),
            Same(list),
            list.Origin
        );
    }

    private static Bound GroupBy(FunctionCall call)
    {
        var list = call.ListTarget();
        var (slot, key) = call.PerItem(list, 0);
        return new(new GroupByNode(list.Node, slot, key.Node), ExpressionType.Map(Same(list)), list.Origin) { IsGrouped = true };
    }

    private static Bound Includes(FunctionCall call)
    {
        var (list, item) = (call.Target, call.Argument(0));
        if (!Types.Comparable(list.Type.Item, item.Type))
            return call.Fail(call.Arguments[0], $"{item.Type} is never in {list.Type}");
        return FunctionCall.Boolean(new IncludesNode(list.Node, item.Node));
    }

    private static Function Relation(string name, SetRelation relation) =>
        Function.Method(
            name,
            1,
            1,
            $"list.{name}(other list)",
            call =>
            {
                var (list, other) = (call.Target, call.Argument(0));
                if (!Types.Comparable(list.Type.Item, other.Type.Item))
                    return call.Fail(call.Syntax, $"{list.Type} and {other.Type} have nothing in common");
                return FunctionCall.Boolean(new SetRelationNode(list.Node, relation, other.Node));
            }
        );
}
