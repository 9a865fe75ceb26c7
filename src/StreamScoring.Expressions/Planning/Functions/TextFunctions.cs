using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation.Texts;
using StreamScoring.Expressions.Evaluation.Texts.Patterns;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Planning.Functions;

/// <summary>Functions of texts. All that test are false on null, also the negative ones.</summary>
internal static class TextFunctions
{
    public static IEnumerable<Function> All =>
        [
            Test("equals", TextRelation.Equals, true),
            Test("notEqualTo", TextRelation.Equals, false),
            Test("startsWith", TextRelation.StartsWith, true),
            Test("doesNotStartWith", TextRelation.StartsWith, false),
            Test("endsWith", TextRelation.EndsWith, true),
            Test("doesNotEndWith", TextRelation.EndsWith, false),
            Test("contains", TextRelation.Contains, true),
            Test("doesNotContain", TextRelation.Contains, false),
            Function.Method(
                "matches",
                1,
                1,
                "text.matches(\"pattern\")",
                c => c.Binder.Operators.Matches(c.TargetSyntax, c.Arguments[0], c.Scope)
            ),
            Function.Method("regexGroup", 1, 2, "text.regexGroup(\"pattern\", 1)", RegexGroup),
            Function.Call("fold", 1, 1, "fold(text)", c => new(new FoldNode(c.Argument(0, "text", TypeKind.Text)), ExpressionType.Text)),
        ];

    private static Function Test(string name, TextRelation relation, bool holds) =>
        Function.Method(
            name,
            1,
            2,
            $"text.{name}(\"other\") or text.{name}(\"other\", false) without regard to case",
            c => Bind(c, relation, holds)
        );

    private static Bound Bind(FunctionCall call, TextRelation relation, bool holds)
    {
        var (target, part) = (call.TextTarget(), call.Binder.Operators.Text(call.Arguments[0], call.Scope));
        var matchCase = call.Arguments.Count < 2 ? null : call.Argument(1, "true or false", TypeKind.Boolean);
        var isKnown = call.Arguments.Count < 2 || call.Arguments[1] is LiteralSyntax { Value: bool };
        if (isKnown && part.Constant is { Kind: ValueKind.Text } constant)
            return FunctionCall.Boolean(
                new TextConstantNode(
                    target,
                    relation,
                    constant.Utf8.ToArray(),
                    call.Arguments is [_, LiteralSyntax { Value: false }],
                    holds
                )
            );
        return FunctionCall.Boolean(
            new TextRelationNode(target, relation, LoopBinder.Weighed(call.Arguments[0], part.Node), matchCase, holds)
        );
    }

    private static Bound RegexGroup(FunctionCall call)
    {
        var target = call.TextTarget();
        if (call.Binder.Operators.Pattern(call.Arguments[0]) is not { } pattern)
            return Bound.Unknown;
        var group = 0L;
        if (call.Arguments.Count == 2)
        {
            if (call.Arguments[1] is not LiteralSyntax { Value: long number } || number < 0 || number > pattern.Groups)
                return call.Fail(call.Arguments[1], $"expected the number of a group, from 0 (the whole match) to {pattern.Groups}");
            group = number;
        }

        return new(new RegexGroupNode(target, pattern, (int)group), ExpressionType.Text);
    }
}
