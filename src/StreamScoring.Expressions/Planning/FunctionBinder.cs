using StreamScoring.Documents;
using StreamScoring.Expressions.Planning.Functions;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning;

/// <summary>Resolves calls.</summary>
internal sealed class FunctionBinder(Binder binder)
{
    public Bound Bind(SyntaxNode syntax, Scope? scope)
    {
        if (syntax is CallSyntax call)
            return Bind(
                call,
                call.Function,
                call.Span with
                {
                    Length = call.Function.Length,
                },
                new(binder, call, null, call.Arguments, scope),
                false
            );
        var method = (MethodSyntax)syntax;
        if (ScoreFunctions.WindowOf(method) is { } window)
        {
            var score = (CallSyntax)method.Target;
            var inner = new FunctionCall(binder, score, null, score.Arguments, scope);
            return score.Arguments.Count is 1 or 2 ? ScoreFunctions.BindWindow(inner, method, window) : Bind(score, scope);
        }

        var at = method.NameSpan.Length > 0 ? method.NameSpan : method.Span;
        return Bind(method, method.Function, at, new(binder, method, method.Target, method.Arguments, scope), true);
    }

    private Bound Bind(SyntaxNode syntax, string name, SourceSpan at, FunctionCall call, bool isMethod)
    {
        if (FunctionCatalog.Find(name, isMethod) is not { } function)
        {
            if (FunctionCatalog.Find(name, !isMethod) is { } other)
                return binder.Fail(at, $"'{name}' is written {other.Form}");
            if (
                Suggestion.For(name, FunctionCatalog.Names(isMethod)) is null
                && Suggestion.For(name, FunctionCatalog.Names(!isMethod)) is { } near
            )
                return binder.Fail(
                    at,
                    $"there is no function '{name}'; did you mean '{near}'? It is written {FunctionCatalog.Find(near, !isMethod)!.Form}"
                );
            return binder.Fail(at, $"there is no function '{name}'{Binder.Hint(name, FunctionCatalog.Names(isMethod))}");
        }

        var count = call.Arguments.Count;
        if (count >= function.MinArguments && count <= function.MaxArguments)
            return function.Bind(call);
        var wanted =
            function.MinArguments == function.MaxArguments
                ? $"{function.MinArguments}"
                : $"{function.MinArguments} or {function.MaxArguments}";
        return binder.Fail(syntax, $"'{name}' takes {wanted} argument{(wanted == "1" ? "" : "s")}, found {count}: {function.Form}");
    }
}
