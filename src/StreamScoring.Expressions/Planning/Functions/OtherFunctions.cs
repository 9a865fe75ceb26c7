using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation.Comparing;
using StreamScoring.Expressions.Evaluation.Dates;
using StreamScoring.Expressions.Evaluation.History;
using StreamScoring.Expressions.Evaluation.Reading;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Times;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Planning.Functions;

/// <summary>Functions of dates and presence, <c>if</c>, segments, scores and lookup tables.</summary>
internal static class OtherFunctions
{
    public static IEnumerable<Function> All =>
        [
            Part("Year", DatePart.Year),
            Part("Month", DatePart.Month),
            Part("DayOfMonth", DatePart.DayOfMonth),
            Current("Year", DatePart.Year),
            Current("Month", DatePart.Month),
            Current("DayOfMonth", DatePart.DayOfMonth),
            Function.Call("date", 3, 3, "date(year, month, day)", Date),
            Function.Method("isNull", 0, 0, "value.isNull()", c => FunctionCall.Boolean(new NullTestNode(Presence(c), true))),
            Function.Method("isNotNull", 0, 0, "value.isNotNull()", c => FunctionCall.Boolean(new NullTestNode(Presence(c), false))),
            Function.Call("if", 3, 3, "if(condition, then, else)", If),
            Function.Call("inSegment", 1, 1, "inSegment(\"id\")", InSegment),
            Function.Call("score", 1, 2, "score(\"service\") or score(\"service\", \"output\")", c => ScoreFunctions.Bind(c, null, 0)),
            Function.Call("lookup", 2, 2, "lookup(\"table\", key)", Lookup),
        ];

    private static Evaluation.Node Presence(FunctionCall call) => call.Binder.BindTestValue(call.TargetSyntax, call.Scope);

    private static Function Part(string name, DatePart part) =>
        Function.Method(
            "get" + name,
            0,
            0,
            $"time.get{name}()",
            call =>
            {
                var time = call.Target;
                if (!Types.MayBe(time.Type, TypeKind.Time, TypeKind.Text, TypeKind.Number))
                    call.Fail(call.TargetSyntax, $"expected a time, found {time.Type}");
                return new(new DatePartNode(part, time.Node), ExpressionType.Number);
            }
        );

    private static Function Current(string name, DatePart part) =>
        Function.Call(
            "current" + name,
            0,
            0,
            $"current{name}()",
            call =>
            {
                call.Binder.Needs.Now = true;
                return new(new DatePartNode(part, new MomentNode(RelativeMoment.Now, TimeUnit.Day)), ExpressionType.Number);
            }
        );

    private static Bound Date(FunctionCall call)
    {
        if (call.Arguments is [LiteralSyntax { Value: long y }, LiteralSyntax { Value: long m }, LiteralSyntax { Value: long d }])
        {
            if (UtcCalendar.DayStart(y, m, d) is not { } start)
                return call.Fail(call.Syntax, "there is no such day within the years 1678 to 2261");
            return new(new ConstantNode(Value.Interval(start, UtcCalendar.Shift(start, 1, TimeUnit.Day))), ExpressionType.Time);
        }

        Evaluation.Node Number(int i) => call.Argument(i, "a whole number", TypeKind.Number);
        return new(new DateNode(Number(0), Number(1), Number(2)), ExpressionType.Time);
    }

    private static Bound If(FunctionCall call)
    {
        var condition = call.Binder.BindTest(call.Arguments[0], call.Scope);
        var (then, otherwise) = (call.Argument(1), call.Argument(2));
        return new(new IfNode(condition, then.Node, otherwise.Node), Types.Join(then.Type, otherwise.Type));
    }

    private static Bound InSegment(FunctionCall call)
    {
        if (call.Arguments[0] is LiteralSyntax { Value: string id })
            call.Binder.Needs.Segment(id);
        else if (call.Binder.Schema.Columns is not null)
            return call.Fail(
                call.Arguments[0],
                "expected the id of a segment written out as text: a row of columns has no memberships to look it up in"
            );
        call.Binder.Needs.Read(new(OriginRoot.Root, "segmentMembership"));
        return FunctionCall.Boolean(new InSegmentNode(call.Argument(0, "the id of a segment", TypeKind.Text)));
    }

    private static Bound Lookup(FunctionCall call)
    {
        var key = call.Argument(1, "a key", TypeKind.Text, TypeKind.Number);
        if (call.ConstantText(0, "the name of a table") is not { } table)
            return Bound.Unknown;
        var row = ExpressionType.Any;
        if (call.Binder.Schema.Tables is { } tables && !tables.TryGetValue(table, out row!))
            return call.Fail(call.Arguments[0], $"there is no table '{table}'{Binder.Hint(table, tables.Keys)}");
        call.Binder.Needs.Table(table);
        return new(new LookupNode(new FieldName(table), key), row);
    }
}
