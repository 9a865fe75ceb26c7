using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation.Tracing;
using StreamScoring.Expressions.Parsing;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning;

/// <summary>Turns expressions into plans: parse, check against a schema, resolve everything that does not depend on data.</summary>
public static class ExpressionCompiler
{
    /// <summary>The plan of a text, or everything that is wrong: the first error of syntax, or all errors of names, types and constants.</summary>
    public static ExpressionOutcome<ExpressionPlan> Compile(string text, ExpressionSchema? schema = null, ExpressionLimits? limits = null)
    {
        var parsed = ExpressionParser.Parse(text, limits);
        return parsed.Value is null ? new(null, parsed.Errors) : Compile(parsed.Value, text, schema ?? ExpressionSchema.Open, null);
    }

    /// <summary>The plan of a tree that a program made or read; positions in errors are those of its printed text.</summary>
    public static ExpressionOutcome<ExpressionPlan> Compile(
        SyntaxNode syntax,
        ExpressionSchema? schema = null,
        ExpressionLimits? limits = null
    ) => Compile(SyntaxPrinter.Print(syntax), schema, limits);

    /// <summary>A plan that also records the value of every part each time it is computed. For explaining, not for speed; one evaluator may use it.</summary>
    public static ExpressionOutcome<TracedPlan> CompileTraced(string text, ExpressionSchema? schema = null, ExpressionLimits? limits = null)
    {
        var parsed = ExpressionParser.Parse(text, limits);
        if (parsed.Value is null)
            return new(null, parsed.Errors);
        var trace = new Trace(text, parsed.Value);
        var plan = Compile(parsed.Value, text, schema ?? ExpressionSchema.Open, trace);
        return new(plan.Value is null ? null : new TracedPlan(plan.Value, trace), plan.Errors);
    }

    private static ExpressionOutcome<ExpressionPlan> Compile(SyntaxNode syntax, string text, ExpressionSchema schema, Trace? trace)
    {
        var binder = new Binder(text, schema, trace);
        var bound = binder.BindAll(syntax);
        if (binder.Errors.Count > 0)
            return new(null, [.. binder.Errors.OrderBy(e => e.Span.Start).ThenBy(e => e.Span.Length)]);
        return new(new ExpressionPlan(syntax, bound.Type, binder.Needs.Result(syntax, schema.Contexts.Keys), bound.Node, binder.Slots), []);
    }
}
