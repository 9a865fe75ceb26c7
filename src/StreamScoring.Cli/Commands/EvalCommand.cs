using System.CommandLine;
using StreamScoring.Cli.Evaluating;
using StreamScoring.Expressions.Parsing;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.PqlJson;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring eval</c>: one expression over data in files, with the value of every part on demand.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var expression = new Argument<string>("expression") { Description = "PQL as text, or pql/json when it begins with '{\"'" };
        var eventFile = new Option<string?>("--event")
        {
            Description = "The current event (JSON); the last of xEvent, and without --profile what bare fields refer to",
            HelpName = "FILE",
        };
        var profile = new Option<string?>("--profile") { Description = "The profile (JSON), what bare fields refer to", HelpName = "FILE" };
        var history = new Option<string?>("--history")
        {
            Description = "Earlier events, in order of arrival (.jsonl, or one JSON list)",
            HelpName = "FILE",
        };
        var context = new Option<string?>("--context")
        {
            Description =
                "Further roots by name (JSON), e.g. {\"offer\": {…}}; 'scores', 'tables' and 'segments' are what score(), lookup() and inSegment() see",
            HelpName = "FILE",
        };
        var now = new Option<string?>("--now")
        {
            Description = "When it is evaluated, e.g. 2026-03-11T10:30:00Z (default: the largest timestamp of the events, else the clock)",
            HelpName = "TIME",
        };
        var explain = new Option<bool>("--explain") { Description = "Show every part with its value, and what the expression needs" };
        var to = new Option<string?>("--to")
        {
            Description = "Do not evaluate: write the expression as text or as pql/json",
            HelpName = "text|json",
        };
        var kind = SharedOptions.Output();
        var command = new Verb(
            "eval",
            "Evaluate an expression (Adobe PQL and our extensions)",
            """
            Examples:
              streamscoring eval '1 + 2 * 3'
              streamscoring eval 'xEvent[eventType = "commerce.purchases"].count() >= 2' --history events.jsonl
              streamscoring eval 'score("luma-purchase") >= 0.2 and fold(web.webPageDetails.name).endsWith(":cart")' --event e.json --context c.json --explain
            """
        )
        {
            expression,
            eventFile,
            profile,
            history,
            context,
            now,
            explain,
            to,
            kind,
        };
        command.SetAction(parsed =>
        {
            var text = parsed.GetRequiredValue(expression);
            if (text.TrimStart().StartsWith("{", StringComparison.Ordinal))
            {
                var read = JsonFormReader.Read(text);
                if (read.Value is null)
                    return Refuse(read.Errors);
                text = SyntaxPrinter.Print(read.Value);
            }

            if (parsed.GetValue(to) is { } form)
                return Convert(text, form);
            var data = new EvalData
            {
                Event = parsed.GetValue(eventFile),
                Profile = parsed.GetValue(profile),
                History = parsed.GetValue(history),
                Context = parsed.GetValue(context),
                Now = parsed.GetValue(now),
            };
            return Evaluate(text, data, parsed.GetValue(explain), parsed.GetValue(kind));
        });
        return command;
    }

    private static int Evaluate(string text, EvalData data, bool explain, OutputKind kind)
    {
        var input = EvalInput.Load(data, TimeProvider.System);
        var traced = ExpressionCompiler.CompileTraced(text, input.Schema);
        if (traced.Value is not { } plan)
            return Refuse(traced.Errors);
        var evaluator = new StreamScoring.Expressions.Evaluation.Evaluator();
        input.Fill(evaluator.Input, plan.Plan.Needs);
        foreach (var note in EvalNotes.Of(plan.Plan, input, data))
            Console.Error.WriteLine($"note: {note}");
        var value = evaluator.Evaluate(plan.Plan);
        EvalReport.Write(Console.Out, plan, evaluator, value, explain, kind);
        if (!evaluator.OutOfSteps)
            return ExitCode.Fine;
        Console.Error.WriteLine($"error: the evaluation was stopped after {ExpressionLimits.Default.MaxSteps} steps");
        return ExitCode.FoundFaults;
    }

    private static int Convert(string text, string form)
    {
        switch (form)
        {
            case "text":
                var parsed = ExpressionParser.Parse(text);
                if (parsed.Value is null)
                    return Refuse(parsed.Errors);
                Console.WriteLine(SyntaxPrinter.Print(parsed.Value));
                return ExitCode.Fine;
            case "json":
                var written = JsonFormWriter.Write(text);
                if (written.Value is null)
                    return Refuse(written.Errors);
                Console.WriteLine(written.Value);
                return ExitCode.Fine;
            default:
                Console.Error.WriteLine($"--to takes text or json, found '{form}'");
                return ExitCode.WrongUse;
        }
    }

    private static int Refuse(IReadOnlyList<ExpressionError> errors)
    {
        foreach (var error in errors)
            Console.Error.WriteLine($"error: {error}");
        return ExitCode.WrongUse;
    }
}
