using System.Text.Json.Nodes;
using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Parsing;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.PqlJson;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Expressions;

/// <summary>Published expressions are read, and the evaluation cases written from Adobe's documentation give what it says.</summary>
[Trait("suite", "golden")]
public sealed class PqlGoldenTests
{
    [Fact]
    public void Published_expressions_are_read_or_refused_as_they_should()
    {
        var (count, wrong) = (0, new List<string>());
        foreach (var line in Lines("golden-pql/corpus.jsonl"))
        {
            count++;
            var (id, text, expect) = ((string)line["id"]!, (string)line["expr"]!, (string)line["expect"]!);
            var parsed = (string)line["format"]! == "pql/json" ? JsonFormReader.Read(text) : ExpressionParser.Parse(text);
            if (expect == "parse" && parsed.Value is null)
                wrong.Add($"{id}: {text}\n{parsed.Errors[0]}");
            if (expect == "reject" && parsed.Value is not null)
                wrong.Add($"{id}: {text} was read");
            if (parsed.Value is null)
                Assert.All(parsed.Errors, e => Assert.True(e.Line > 0 && e.Column > 0 && e.Message.Length > 0 && e.Excerpt.Contains('^')));
            else if (!ExpressionParser.Parse(SyntaxPrinter.Print(parsed.Value)).Require().Equals(parsed.Value))
                wrong.Add($"{id}: {text} is printed as {SyntaxPrinter.Print(parsed.Value)}, which reads differently");
        }

        GoldenCount.Say("pql", count, "published expressions");
        Assert.True(count > 0, "no published expression was found");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Published_faults_are_pointed_at()
    {
        foreach (var line in Lines("golden-pql/corpus.jsonl").Where(l => (string)l["expect"]! == "reject"))
        {
            var text = (string)line["expr"]!;
            var error = Assert.Single(ExpressionParser.Parse(text).Errors);
            Assert.InRange(error.Span.Start, 1, text.Length);
            Assert.Contains("quote", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Evaluation_cases_give_what_the_documents_say()
    {
        var (count, wrong) = (0, new List<string>());
        var evaluator = new Evaluator();
        foreach (var line in Lines("golden-pql/cases.jsonl"))
        {
            count++;
            var actual = Evaluate(evaluator, line);
            if (!Agrees(line["expected"], actual))
                wrong.Add(
                    $"{line["id"]} ({line["certainty"]}): {line["expr"]}\n  expected {line["expected"]?.ToJsonString() ?? "null"}, found {actual?.ToJsonString() ?? "null"}; {line["basis"]}"
                );
        }

        GoldenCount.Say("pql", count, "evaluations");
        Assert.True(count > 0, "no evaluation case was found");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static JsonNode? Evaluate(Evaluator evaluator, JsonNode line)
    {
        var contexts = line["context"] as JsonObject ?? [];
        var schema = new ExpressionSchema { Contexts = contexts.ToDictionary(c => c.Key, _ => ExpressionType.Any, StringComparer.Ordinal) };
        var plan = ExpressionCompiler.Compile((string)line["expr"]!, schema).Require();
        evaluator.Input.Root = JsonValues.Parse(line["profile"]?.ToJsonString() ?? "{}");
        evaluator.Input.Events = JsonValues.Parse(line["events"]?.ToJsonString() ?? "[]");
        evaluator.Input.Contexts = JsonValues.Parse(contexts.ToJsonString());
        Assert.True(XdmTime.TryParse(System.Text.Encoding.UTF8.GetBytes((string)line["now"]!), out var now));
        evaluator.Input.NowNs = now;
        var value = evaluator.Evaluate(plan);
        Assert.False(evaluator.OutOfSteps);
        if (
            line["expected"] is not JsonValue expected
            || expected.GetValueKind() is not (System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False)
        )
            return JsonNode.Parse(ValueJson.Write(value));
        // In the place of a truth value, and as the top of a segment definition.
        var test = evaluator.Test(plan);
        Assert.Equal(Coerced(value), test);
        return test;
    }

    private static bool Coerced(in Value value) =>
        value.Kind switch
        {
            ValueKind.Null => false,
            ValueKind.Boolean => value.Boolean,
            ValueKind.List or ValueKind.Map => value.Count > 0,
            _ => true,
        };

    private static bool Agrees(JsonNode? expected, JsonNode? actual) =>
        (expected, actual) switch
        {
            (null, null) => true,
            (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(p => Agrees(p.First, p.Second)),
            (JsonObject a, JsonObject b) => a.Count == b.Count && a.All(p => b.ContainsKey(p.Key) && Agrees(p.Value, b[p.Key])),
            (JsonValue a, JsonValue b)
                when a.GetValueKind() == System.Text.Json.JsonValueKind.Number
                    && b.GetValueKind() == System.Text.Json.JsonValueKind.Number => double.Parse(a.ToJsonString())
                == double.Parse(b.ToJsonString()),
            (JsonValue a, JsonValue b) => JsonNode.DeepEquals(a, b),
            _ => false,
        };

    private static IEnumerable<JsonNode> Lines(string relative) =>
        GoldenFolders.Find(relative).SelectMany(File.ReadLines).Where(l => l.Length > 0).Select(l => JsonNode.Parse(l)!);
}
