using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamScoring.Cli.Commands;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Evaluation.Tracing;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Cli.Evaluating;

/// <summary>How <c>eval</c> answers.</summary>
internal static class EvalReport
{
    private const int MaxText = 90;
    private static readonly (long Ns, string Name)[] Units =
    [
        (604_800_000_000_000, "week"),
        (86_400_000_000_000, "day"),
        (3_600_000_000_000, "hour"),
        (60_000_000_000, "minute"),
        (1_000_000_000, "second"),
        (1_000_000, "millisecond"),
    ];
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(TextWriter writer, TracedPlan traced, Evaluator evaluator, in Value value, bool explain, OutputKind kind)
    {
        if (kind == OutputKind.Json)
        {
            writer.WriteLine(Json(traced, evaluator, value, explain).ToJsonString(Readable));
            return;
        }

        writer.WriteLine(ValueJson.Write(value));
        if (!explain)
            return;
        writer.WriteLine();
        foreach (var (depth, node, entry) in traced.Trace.Lines)
            writer.WriteLine(
                $"{new string(' ', depth * 2)}{Excerpt(traced.Trace.Text.Substring(node.Span.Start, node.Span.Length))}  →  {Values(entry)}"
            );
        writer.WriteLine();
        foreach (var (name, text) in Needs(traced.Plan.Needs))
            writer.WriteLine($"{name}: {text}");
        writer.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"steps taken: {evaluator.StepsTaken}; at most {traced.Plan.CostBound(1_000, 100)} operations with 1,000 events, lists of 100 and texts of 1,000 bytes"
            )
        );
    }

    private static string Values(TraceEntry entry) =>
        entry.Times switch
        {
            0 => "not computed",
            1 => Excerpt(entry.Values[0]),
            var times =>
                $"{times} times: {string.Join(", ", entry.Values.Select(v => v.Length > 30 ? v[..29] + "…" : v))}{(times > entry.Values.Count ? ", …" : "")}",
        };

    private static string Excerpt(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > MaxText ? line[..(MaxText - 1)] + "…" : line;
    }

    private static JsonObject Json(TracedPlan traced, Evaluator evaluator, in Value value, bool explain)
    {
        var json = new JsonObject { ["value"] = JsonNode.Parse(ValueJson.Write(value)), ["type"] = traced.Plan.Type.ToString() };
        if (!explain)
            return json;
        json["parts"] = new JsonArray([
            .. traced.Trace.Lines.Select(l => new JsonObject
            {
                ["depth"] = l.Depth,
                ["text"] = traced.Trace.Text.Substring(l.Node.Span.Start, l.Node.Span.Length),
                ["times"] = l.Entry.Times,
                ["values"] = new JsonArray([.. l.Entry.Values.Select(v => JsonNode.Parse(v))]),
            }),
        ]);
        json["needs"] = new JsonObject(Needs(traced.Plan.Needs).Select(n => KeyValuePair.Create(n.Name, (JsonNode?)n.Text)));
        json["steps"] = evaluator.StepsTaken;
        return json;
    }

    private static string Score(ScoreNeed need)
    {
        var name = need.Output is null ? need.Service : $"{need.Service}/{need.Output}";
        return need.Window is { } window ? $"{window.ToString().ToLowerInvariant()} of {name} over {Length(need.WindowNs)}" : name;
    }

    private static string Length(long ns)
    {
        var (unit, name) = Units.First(u => ns % u.Ns == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{ns / unit} {name}{(ns == unit ? "" : "s")}");
    }

    private static IEnumerable<(string Name, string Text)> Needs(ExpressionNeeds needs)
    {
        if (needs.RootFields.Count > 0)
            yield return ("fields", string.Join(", ", needs.RootFields.Select(f => f.Length == 0 ? "all" : f)));
        if (needs.EventFields.Count > 0)
            yield return ("event fields", string.Join(", ", needs.EventFields.Select(f => f.Length == 0 ? "all" : f)));
        if (needs.HistoryNs > 0)
            yield return (
                "history",
                needs.HistoryNs == long.MaxValue
                    ? "all"
                    : TimeSpan.FromTicks(needs.HistoryNs / 100).ToString("c", CultureInfo.InvariantCulture)
            );
        if (needs.Aggregates.Count > 0)
            yield return (
                "aggregates",
                string.Join(
                    "; ",
                    needs.Aggregates.Select(a =>
                        $"{a.Kind.ToString().ToLowerInvariant()}({a.Value}) of events where {a.Condition ?? "true"}"
                    )
                )
            );
        if (needs.ContextFields.Count > 0)
            yield return ("context", string.Join(", ", needs.ContextFields));
        if (needs.Scores.Count > 0)
            yield return ("scores", string.Join(", ", needs.Scores.Select(Score)));
        if (needs.Segments.Count > 0)
            yield return ("segments", string.Join(", ", needs.Segments));
        if (needs.Tables.Count > 0)
            yield return ("tables", string.Join(", ", needs.Tables));
    }
}
