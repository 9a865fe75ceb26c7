using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation.Reading;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Times;

namespace StreamScoring.Expressions.Planning.Functions;

/// <summary><c>score("service")</c>, <c>score("service", "output")</c>, and windows of them: <c>score("service").max(30 minutes)</c>.</summary>
internal static class ScoreFunctions
{
    /// <summary>The window of a method on a score, or null when the method is none of them.</summary>
    public static ScoreWindow? WindowOf(MethodSyntax method) =>
        method is not { Target: CallSyntax { Function: "score" } }
            ? null
            : method.Function switch
            {
                "max" => ScoreWindow.Max,
                "min" => ScoreWindow.Min,
                "mean" => ScoreWindow.Mean,
                "last" => ScoreWindow.Last,
                _ => null,
            };

    /// <summary>A window of a score. <paramref name="call"/> is that of <c>score</c> inside the method.</summary>
    public static Bound BindWindow(FunctionCall call, MethodSyntax method, ScoreWindow window)
    {
        if (method.Arguments is not [DurationSyntax duration])
            return call.Fail(method, $"expected one duration, as in score(\"service\").{method.Function}(30 minutes)");
        var wide = (Int128)duration.Count * UtcCalendar.FixedNs(duration.Unit);
        if (wide <= 0 || wide > long.MaxValue)
            return call.Fail(duration, "a window of scores has a fixed length of more than 0: weeks, days, hours, minutes or seconds");
        return Bind(call, window, (long)wide);
    }

    /// <summary>A score.</summary>
    public static Bound Bind(FunctionCall call, ScoreWindow? window, long windowNs)
    {
        if (call.ConstantText(0, "the name of a service") is not { } service)
            return Bound.Unknown;
        string? output = null;
        if (call.Arguments.Count == 2)
        {
            output = call.ConstantText(1, "the name of an output");
            if (output is null)
                return Bound.Unknown;
        }

        if (call.Binder.Schema.Services is { } services)
        {
            if (!services.TryGetValue(service, out var outputs))
                return call.Fail(call.Arguments[0], $"there is no service '{service}'{Binder.Hint(service, services.Keys)}");
            if (output is not null && !outputs.Contains(output, StringComparer.Ordinal))
                return call.Fail(call.Arguments[1], $"service '{service}' has no output '{output}'{Binder.Hint(output, outputs)}");
        }

        return new(new ScoreNode(call.Binder.Needs.Score(new(service, output, window, windowNs))), ExpressionType.Number);
    }
}
